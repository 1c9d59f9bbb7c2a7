"""`raftlab override`: give a student other points."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from raftlab.cli.support.bulk_edits import BulkFile, read_bulk_edits
from raftlab.cli.support.class_folder import ClassFolder, DatabaseUrl
from raftlab.cli.support.edit_record import Author, EditRow, Reason, Student, Undo, record_edits, value_or_undo
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path


def override(
    folder: ClassFolder,
    student: Student = "",
    score: Annotated[str, typer.Argument(metavar="SCORE", help="The points that count from now on.")] = "",
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    bulk_file: BulkFile = None,
    db: DatabaseUrl = None,
) -> None:
    """Replace the score of a student.

    Regrading keeps the override, and the late policy does not change it.

    \b
    Example: raftlab override graded ada 85 --why "argued well in office hours"
             raftlab override graded ada --undo --why "was meant for Adam"
             raftlab override graded --from scores.csv --why "oral exam"
    """
    if bulk_file is not None:
        rows = read_bulk_edits(bulk_file, "score", parse_points, reason, (student, score, undo))
        if unexplained := [row.line for row in rows if not row.reason]:
            raise UsageError(f"{printable_path(bulk_file)}, line {unexplained[0]}: an override needs a reason (why)")
        return record_edits(folder, rows, "override", author, db)
    value = value_or_undo(undo, score, "a score")
    if not reason:
        raise UsageError('an override needs a reason; add --why "…"')
    rows = [EditRow(student, parse_points(value) if value else "", reason)]
    return record_edits(folder, rows, "override", author, db)


def parse_points(text: str) -> str:
    """Return a score in the stored form. UsageError for other text."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise UsageError(f"{one_line(text)} is not a score; give points, 0 or more")
    return repr(number)
