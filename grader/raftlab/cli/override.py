"""`raftlab override`: give a student other points."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from raftlab.cli.support.class_folder import ClassFolder, DatabaseUrl
from raftlab.cli.support.edit_record import Author, Reason, Student, Undo, record_edits, value_or_undo
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line


def override(
    folder: ClassFolder,
    student: Student,
    score: Annotated[str, typer.Argument(metavar="SCORE", help="The points that count from now on.")] = "",
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    db: DatabaseUrl = None,
) -> None:
    """Replace the score of a student.

    Regrading keeps the override, and the late policy does not change it.

    \b
    Example: raftlab override graded ada 85 --why "argued well in office hours"
             raftlab override graded ada --undo --why "was meant for Adam"
    """
    value = value_or_undo(undo, score, "a score")
    if value:
        value = parse_points(value)
    if not reason:
        raise UsageError('an override needs a reason; add --why "…"')
    record_edits(folder, student, "override", value, reason, author, db)


def parse_points(text: str) -> str:
    """Return a score in the stored form. UsageError for other text."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise UsageError(f"{one_line(text)} is not a score; give points, 0 or more")
    return repr(number)
