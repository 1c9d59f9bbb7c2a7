"""The lines that a student must not see: those of answers, hidden checks, mutants and variants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from raftlab.kit import Kit, Scene
from raftlab.skeleton import make_skeleton

SECRET_LENGTH_MINIMUM = 32
"""Shorter lines are too common to be secret."""
COMMON_LINES_LIMIT = 2
"""A public file that shares more lines with mutants or variants has not got them by chance."""


def find_leaked_line(secrets: frozenset[str], data: bytes) -> str:
    """Return one of the secrets that `data` contains; "" if it contains none."""
    return min(secrets.intersection(long_lines(data.decode("utf-8", "replace"))), default="")


def secret_lines(kit: Kit, scene: Scene) -> frozenset[str]:
    """Return the long lines of the reference from `scene` on, without what students are given.

    A line of a solution is secret wherever it stands, so that a solution in a public file is found too. A line that
    only mutants and variants have is not, where a public file has no more than COMMON_LINES_LIMIT such lines; nor is
    one that only hidden checks have, if a public file has it.
    """
    answers: set[str] = set()
    others: set[str] = set()
    checks: set[str] = set()
    for folder in kit.reference.glob("scene*"):
        for path in folder.rglob("*.py") if folder.name >= scene.id else ():
            part = path.relative_to(folder).parts[0]
            group = answers if part == path.name else checks if part == "tests" else others
            group.update(long_lines(path.read_text(encoding="utf-8")))
    given = {line for text in published_texts(kit, scene) for line in long_lines(text)}
    others -= given | answers
    for path in (path for folder in (kit.labs, kit.root / "grader") for path in folder.rglob("*.py")):
        lines = set(long_lines(path.read_text(encoding="utf-8")))
        checks -= lines
        if len(others & lines) <= COMMON_LINES_LIMIT:
            others -= lines
    return frozenset(answers | others | checks) - given


def published_texts(kit: Kit, scene: Scene) -> Iterator[str]:
    """Yield the code that students of `scene` are given now or later: the layers of earlier scenes, and all skeletons.

    The skeletons are made anew from the reference: the files in skeletons/ may hold an answer by mistake.
    """
    for each in kit.scenes:
        if each.layer_class and each.id < scene.id:
            yield kit.solution_layer(each).source
        if each.layer_class and (kit.reference / each.id / each.file).is_file():
            yield make_skeleton(kit, each)


def long_lines_in_folder(folder: Path) -> set[str]:
    """Return the long lines of the Python files below `folder`."""
    return {line for path in folder.rglob("*.py") for line in long_lines(path.read_text(encoding="utf-8"))}


def long_lines(text: str) -> list[str]:
    """Return the lines that are long enough to be secret, without indentation; imports are left out."""
    lines = (" ".join(line.split()) for line in text.splitlines() if len(line) >= SECRET_LENGTH_MINIMUM)
    return [line for line in lines if len(line) >= SECRET_LENGTH_MINIMUM and not line.startswith(("from ", "import "))]
