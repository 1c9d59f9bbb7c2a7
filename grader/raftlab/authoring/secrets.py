"""What a student must not read: the lines of the answers, of hidden checks, of mutants and variants."""

from __future__ import annotations

import re
from pathlib import Path

from raftlab.kit import Kit, Scene

SHORTEST = 32
"""A line shorter than this may be anyone's."""


def told_secret(secrets: frozenset[str], data: bytes) -> str:
    """Return one of the secrets that `data` tells, "" for none."""
    return min(secrets.intersection(lines_of(data.decode("utf-8", "replace"))), default="")


def secrets_of(kit: Kit, scene: Scene) -> frozenset[str]:
    """Return the long lines of the reference from `scene` on, less those of public files and of given layers."""
    private: set[str] = set()
    for folder in kit.reference.glob("scene*"):
        if folder.name >= scene.id:
            private |= lines_below(folder)
    public = lines_below(kit.skeletons) | lines_below(kit.labs)
    for each in kit.scenes:
        if each.id < scene.id and each.layer:
            public |= set(lines_of(kit.solution(each).source))
    return frozenset(private - public)


def lines_below(folder: Path) -> set[str]:
    """Return the long lines of the Python files below `folder`."""
    return {line for path in folder.rglob("*.py") for line in lines_of(path.read_text(encoding="utf-8"))}


def lines_of(text: str) -> list[str]:
    """Return the lines long enough to be told from anyone's, without their indentation; imports left out."""
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.splitlines())
    return [line for line in lines if len(line) >= SHORTEST and not line.startswith(("from ", "import "))]
