"""Results on their way into a gradebook: a batch's class, or result.json files that are named after their students."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from raftlab.batch.class_results import CLASS_FILE, read_class_results
from raftlab.batch.models import Grade, Person
from raftlab.errors import UsageError
from raftlab.models import Result
from raftlab.nbgrader.course import student_id
from raftlab.nbgrader.grade_cells import GradeCell, result_grade_cells
from raftlab.nbgrader.gradebook import GradebookSubmission
from raftlab.nbgrader.submission_grading import SubmissionGrading
from raftlab.report.result_json import from_json
from raftlab.submission_reader import printable_path

RESULT_FILE = "result.json"


@dataclass(frozen=True)
class GradebookResults:
    """A class after grading. `checks` is empty where no hand-in could be graded."""

    scene_id: str
    submissions: tuple[GradebookSubmission, ...]
    grade_cells: tuple[GradeCell, ...]


def read_gradebook_results(path: Path) -> GradebookResults:
    """Return what `path` holds: the folder of a batch, or a folder with STUDENT/result.json or STUDENT.json.

    UsageError for anything else, and for results that are not of one scene and one kit's checks.
    """
    if (path / CLASS_FILE).is_file() or path.name == CLASS_FILE:
        roll = read_class_results(path)
        hands = tuple(submission_from_grade(grade) for grade in roll.grades)
        return GradebookResults(roll.scene, hands, common_grade_cells(hand.grading.result for hand in hands))
    files = [*path.glob(f"*/{RESULT_FILE}"), *path.glob("*.json")] if path.is_dir() else []
    if not files:
        raise UsageError(
            f"{printable_path(path)} holds no results: name the folder that `raftlab batch … --out` graded into, or one with "
            f"STUDENT/{RESULT_FILE}"
        )
    hands = tuple(submission_from_file(file) for file in sorted(files))
    scenes = {hand.grading.result.scene for hand in hands if hand.grading.result}
    if len(scenes) > 1:
        raise UsageError(
            f"{printable_path(path)} holds results of {', '.join(sorted(scenes))}; sync one scene at a time"
        )
    return GradebookResults(scenes.pop(), hands, common_grade_cells(hand.grading.result for hand in hands))


def submission_from_grade(grade: Grade) -> GradebookSubmission:
    """Return what a batch found of one student. What staff edited in the batch stays there."""
    return GradebookSubmission(
        student_id(grade.person), SubmissionGrading(grade.fate, grade.result, grade.message), grade.submitted_at
    )


def submission_from_file(file: Path) -> GradebookSubmission:
    """Return what a result.json tells of the student whom it is named after. UsageError where it is none."""
    try:
        result = from_json(file.read_bytes())
    except OSError as fault:
        raise UsageError(f"{printable_path(file)} cannot be read ({fault.strerror}); name another folder") from None
    except msgspec.DecodeError as fault:
        raise UsageError(
            f"{printable_path(file)} is no result of `raftlab grade --json` ({fault}); take it away"
        ) from None
    name = file.parent.name if file.name == RESULT_FILE else file.stem
    return GradebookSubmission(student_id(Person(login=name)), SubmissionGrading("graded", result))


def common_grade_cells(results: Iterable[Result | None]) -> tuple[GradeCell, ...]:
    """Return the checks that the results tell. UsageError where two of them were graded by different ones."""
    found = {result_grade_cells(result): result for result in results if result is not None}
    if len(found) > 1:
        told: Sequence[Result] = list(found.values())
        raise UsageError(
            f"these results are of different checks ({told[0].max} and {told[1].max} points, kits {told[0].kit} and "
            f"{told[1].kit}); grade all of them with one kit"
        )
    return next(iter(found), ())
