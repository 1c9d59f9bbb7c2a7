"""Results on their way into a gradebook: a batch's class, or result.json files that are named after their students."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from raftlab.batch.records import Grade, Person
from raftlab.batch.roll import FILE, read_roll
from raftlab.errors import UsageFault
from raftlab.nbgrader.course import student_id
from raftlab.nbgrader.gradable import Gradable, cells
from raftlab.nbgrader.gradebook import Hand
from raftlab.nbgrader.judged import Judged
from raftlab.records import Result
from raftlab.report.result import from_json
from raftlab.workspace import shown

RESULT = "result.json"


@dataclass(frozen=True)
class Results:
    """A class after grading. `checks` is empty where no hand-in could be graded."""

    scene: str
    hands: tuple[Hand, ...]
    checks: tuple[Gradable, ...]


def read_results(path: Path) -> Results:
    """Return what `path` holds: the folder of a batch, or a folder with STUDENT/result.json or STUDENT.json.

    UsageFault for anything else, and for results that are not of one scene and one kit's checks.
    """
    if (path / FILE).is_file() or path.name == FILE:
        roll = read_roll(path)
        hands = tuple(hand_of(grade) for grade in roll.grades)
        return Results(roll.scene, hands, checks_in(hand.judged.result for hand in hands))
    files = [*path.glob(f"*/{RESULT}"), *path.glob("*.json")] if path.is_dir() else []
    if not files:
        raise UsageFault(
            f"{shown(path)} holds no results: name the folder that `raftlab batch … --out` graded into, or one with "
            f"STUDENT/{RESULT}"
        )
    hands = tuple(hand_in(file) for file in sorted(files))
    scenes = {hand.judged.result.scene for hand in hands if hand.judged.result}
    if len(scenes) > 1:
        raise UsageFault(f"{shown(path)} holds results of {', '.join(sorted(scenes))}; sync one scene at a time")
    return Results(scenes.pop(), hands, checks_in(hand.judged.result for hand in hands))


def hand_of(grade: Grade) -> Hand:
    """Return what a batch found of one student. What staff edited in the batch stays there."""
    return Hand(student_id(grade.person), Judged(grade.fate, grade.result, grade.message), grade.submitted_at)


def hand_in(file: Path) -> Hand:
    """Return what a result.json tells of the student whom it is named after. UsageFault where it is none."""
    try:
        result = from_json(file.read_bytes())
    except OSError as fault:
        raise UsageFault(f"{shown(file)} cannot be read ({fault.strerror}); name another folder") from None
    except msgspec.DecodeError as fault:
        raise UsageFault(f"{shown(file)} is no result of `raftlab grade --json` ({fault}); take it away") from None
    name = file.parent.name if file.name == RESULT else file.stem
    return Hand(student_id(Person(login=name)), Judged("graded", result))


def checks_in(results: Iterable[Result | None]) -> tuple[Gradable, ...]:
    """Return the checks that the results tell. UsageFault where two of them were graded by different ones."""
    found = {cells(result): result for result in results if result is not None}
    if len(found) > 1:
        told: Sequence[Result] = list(found.values())
        raise UsageFault(
            f"these results are of different checks ({told[0].max} and {told[1].max} points, kits {told[0].kit} and "
            f"{told[1].kit}); grade all of them with one kit"
        )
    return next(iter(found), ())
