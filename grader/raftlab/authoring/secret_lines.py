"""The lines that a student must not see: those of answers, hidden checks, mutants and variants."""

from __future__ import annotations

from pathlib import Path

from raftlab.kit import Kit, Scene

SECRET_LENGTH_MINIMUM = 32
"""Shorter lines are too common to be secret."""


def find_leaked_line(secrets: frozenset[str], data: bytes) -> str:
    """Return one of the secrets that `data` contains; "" if it contains none."""
    return min(secrets.intersection(long_lines(data.decode("utf-8", "replace"))), default="")


def secret_lines(kit: Kit, scene: Scene) -> frozenset[str]:
    """Return the long lines of the reference from `scene` on, without those in public files and given layers."""
    private: set[str] = set()
    for folder in kit.reference.glob("scene*"):
        if folder.name >= scene.id:
            private |= long_lines_in_folder(folder)
    public = long_lines_in_folder(kit.skeletons) | long_lines_in_folder(kit.labs)
    for each in kit.scenes:
        if each.id < scene.id and each.layer_class:
            public |= set(long_lines(kit.solution_layer(each).source))
    return frozenset(private - public)


def long_lines_in_folder(folder: Path) -> set[str]:
    """Return the long lines of the Python files below `folder`."""
    return {line for path in folder.rglob("*.py") for line in long_lines(path.read_text(encoding="utf-8"))}


def long_lines(text: str) -> list[str]:
    """Return the lines that are long enough to be secret, without indentation; imports are left out."""
    lines = (" ".join(line.split()) for line in text.splitlines() if len(line) >= SECRET_LENGTH_MINIMUM)
    return [line for line in lines if len(line) >= SECRET_LENGTH_MINIMUM and not line.startswith(("from ", "import "))]
