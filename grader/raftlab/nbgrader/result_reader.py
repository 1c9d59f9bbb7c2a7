"""Reading results for a gradebook: the results of a batch, or result.json files named after their students."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from raftlab.batch.class_results import CLASS_FILE, read_class_results
from raftlab.batch.exports.grade_feedback import latest_grades
from raftlab.batch.models import Grade, Person
from raftlab.errors import UsageError
from raftlab.grading_models import Result
from raftlab.nbgrader.cell_scores import SubmissionGrading
from raftlab.nbgrader.course_setup import require_different_ids, student_id
from raftlab.nbgrader.grade_cells import GradeCell, result_grade_cells
from raftlab.nbgrader.gradebook_filling import GradebookSubmission
from raftlab.report.result_json import from_json
from raftlab.submission_reader import printable_path

RESULT_FILE = "result.json"


@dataclass(frozen=True)
class GradebookResults:
    """A class after grading. `grade_cells` is empty if no submission could be graded."""

    scene_id: str
    submissions: tuple[GradebookSubmission, ...]
    grade_cells: tuple[GradeCell, ...]


def read_gradebook_results(path: Path) -> GradebookResults:
    """Return the results in `path`: the folder of a batch, or a folder with STUDENT/result.json or STUDENT.json.

    Of several submissions of one student the latest counts, as in every export. UsageError for anything else, for
    results of several scenes or of different checks, and for two students with one id.
    """
    if (path / CLASS_FILE).is_file() or path.name == CLASS_FILE:
        class_results = read_class_results(path)
        latest = latest_grades(class_results.grades)
        require_different_ids(grade.person for grade in latest)
        submissions = tuple(map(submission_from_grade, latest))
        return GradebookResults(
            class_results.scene,
            submissions,
            common_grade_cells(submission.grading.result for submission in submissions),
        )
    files = [*path.glob(f"*/{RESULT_FILE}"), *path.glob("*.json")] if path.is_dir() else []
    if not files:
        raise UsageError(
            f"{printable_path(path)} holds no results: name the folder that `raftlab batch … --out` wrote, or one "
            f"with STUDENT/{RESULT_FILE}"
        )
    submissions = tuple(submission_from_file(file) for file in sorted(files))
    scenes = {submission.grading.result.scene for submission in submissions if submission.grading.result}
    if len(scenes) > 1:
        raise UsageError(
            f"{printable_path(path)} holds results of {', '.join(sorted(scenes))}; sync one scene at a time"
        )
    return GradebookResults(
        scenes.pop(), submissions, common_grade_cells(submission.grading.result for submission in submissions)
    )


def submission_from_grade(grade: Grade) -> GradebookSubmission:
    """Return the submission of one student in a batch. Edits that staff made in the batch are not included."""
    return GradebookSubmission(
        student_id(grade.person), SubmissionGrading(grade.fate, grade.result, grade.message), grade.submitted_at
    )


def submission_from_file(file: Path) -> GradebookSubmission:
    """Return the submission in a result.json that is named after its student. UsageError if it is no result."""
    try:
        result = from_json(file.read_bytes())
    except OSError as error:
        raise UsageError(f"{printable_path(file)} cannot be read ({error.strerror}); name another folder") from None
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{printable_path(file)} is no result of `raftlab grade --json` ({error}); remove it"
        ) from None
    name = file.parent.name if file.name == RESULT_FILE else file.stem
    return GradebookSubmission(student_id(Person(login=name)), SubmissionGrading("graded", result))


def common_grade_cells(results: Iterable[Result | None]) -> tuple[GradeCell, ...]:
    """Return the checks of the results. UsageError if two results have different checks."""
    by_cells = {result_grade_cells(result): result for result in results if result is not None}
    if len(by_cells) > 1:
        first, second = list(by_cells.values())[:2]
        raise UsageError(
            f"these results are of different checks ({first.max} and {second.max} points, kits {first.kit} and"
            f" {second.kit}); grade all of them with one kit"
        )
    return next(iter(by_cells), ())
