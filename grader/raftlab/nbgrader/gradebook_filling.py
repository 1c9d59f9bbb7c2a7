"""Filling the gradebook from results, without notebooks: one score per check. Manual scores stay."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from raftlab.batch.optional_packages import import_optional
from raftlab.errors import UsageError
from raftlab.layer_cells import LAYER_GRADE_ID
from raftlab.nbgrader.cell_outputs import layer_comment
from raftlab.nbgrader.cell_scores import SubmissionGrading
from raftlab.nbgrader.grade_cells import GradeCell


@dataclass(frozen=True)
class GradebookSubmission:
    """One student's submission after grading. `student_id` is the id in the gradebook."""

    student_id: str
    grading: SubmissionGrading
    submitted_at: datetime | None = None


@contextmanager
def open_gradebook(url: str, course_name: str) -> Iterator[Any]:
    """Yield the gradebook of the course of that name at `url`. UsageError if the database cannot be used."""
    api = import_optional("nbgrader.api", "nbgrader", "the gradebook", extra_name="nbgrader")
    from sqlalchemy.exc import SAWarning, SQLAlchemyError

    try:
        with alembic_on_path():
            gradebook = api.Gradebook(url, course_name)
    except (SQLAlchemyError, ImportError) as error:
        why = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise UsageError(
            f"the gradebook cannot be opened ({why}); fix --db, or install the driver of that database"
        ) from None
    with gradebook, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # about nbgrader's own rows: the caller cannot change them
        yield gradebook


@contextmanager
def alembic_on_path() -> Iterator[None]:
    """Put the folder of this Python on PATH, so that nbgrader finds `alembic` without an activated environment."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = f"{before}{os.pathsep}{Path(sys.executable).parent}"
    try:
        yield
    finally:
        os.environ["PATH"] = before


def sync_gradebook(
    gradebook: Any,
    assignment: str,
    grade_cells: Sequence[GradeCell],
    submissions: Sequence[GradebookSubmission],
    on_submission: Callable[[GradebookSubmission], None],
) -> None:
    """Write the results into the gradebook, one by one. After an interruption, run it again."""
    prepare_assignment(gradebook, assignment, grade_cells)
    for submission in submissions:
        save_submission_scores(gradebook, assignment, submission)
        on_submission(submission)


def prepare_assignment(gradebook: Any, assignment: str, grade_cells: Sequence[GradeCell]) -> None:
    """Create the assignment and all its cells before any submission, which has a grade only for existing cells.

    UsageError if there are submissions with other cells: another kit graded them.
    """
    gradebook.update_or_create_assignment(assignment)
    notebook = gradebook.update_or_create_notebook(assignment, assignment)
    known = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
    expected = {check.grade_id: float(check.points) for check in grade_cells}
    if known == expected:
        return
    if notebook.submissions:
        different = sorted(set(known.items()) ^ set(expected.items()))[0][0]
        raise UsageError(
            f"{assignment}: the gradebook has submissions graded by other checks than this kit's ({different}); "
            "use the kit that it was filled with, or another gradebook"
        )
    for name in set(known) - set(expected):
        gradebook.db.delete(gradebook.find_grade_cell(name, assignment, assignment))
    for check in grade_cells:
        gradebook.update_or_create_grade_cell(
            check.grade_id, assignment, assignment, max_score=check.points, cell_type="code"
        )
    gradebook.update_or_create_solution_cell(LAYER_GRADE_ID, assignment, assignment)
    gradebook.db.commit()


def save_submission_scores(gradebook: Any, assignment: str, submission: GradebookSubmission) -> None:
    """Write one student's scores and the grader's comment. Manual scores and comments stay as they are."""
    gradebook.update_or_create_student(submission.student_id)
    timestamp = (
        {"timestamp": submission.submitted_at.astimezone(UTC).replace(tzinfo=None)} if submission.submitted_at else {}
    )
    gradebook.update_or_create_submission(assignment, submission.student_id, **timestamp)
    submitted = gradebook.find_submission_notebook(assignment, assignment, submission.student_id)
    for grade in submitted.grades:
        save_score(grade, submission.grading, grade.name)
    for comment in submitted.comments:
        if comment.name == LAYER_GRADE_ID:
            comment.auto_comment = layer_comment(submission.grading)
    gradebook.db.commit()


def save_score(grade: Any, grading: SubmissionGrading | None, grade_id: str) -> None:
    """Set a grade's automatic score, at most its cell's points. A manual score stays, and is marked for review."""
    points = grading.cell_points(grade_id) if grading is not None else None
    grade.auto_score = None if points is None else min(points, grade.max_score)
    grade.needs_manual_grade = points is None or grade.manual_score is not None
