"""`raftlab override`: give a student other points."""

from __future__ import annotations

import math
import re
from typing import Annotated

import typer

from raftlab.cli.support.bulk_edits import BulkFile, read_bulk_edits
from raftlab.cli.support.check_points_edit import record_check_points
from raftlab.cli.support.graded_class_folder import ClassFolder, DatabaseUrl
from raftlab.cli.support.staff_edit_options import Author, EditRow, Reason, Student, Undo, record_edits, value_or_undo
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path

CheckName = Annotated[
    str, typer.Option("--check", metavar="CHECK", help="Give points for this check alone: its name or title.")
]
Comment = Annotated[
    str, typer.Option("--comment", metavar="TEXT", help="With --check: what the student reads about the points.")
]

POINTS = re.compile(r"\d+(?:\.\d*|,\d{1,2})?|\.\d+", re.ASCII)
"""A score. 1,000 is none: it could be a thousand."""


def override(
    folder: ClassFolder,
    student: Student = "",
    score: Annotated[str, typer.Argument(metavar="SCORE", help="The points that count from now on.")] = "",
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    bulk_file: BulkFile = None,
    check: CheckName = "",
    comment: Comment = "",
    db: DatabaseUrl = None,
) -> None:
    """Replace the score of a student, or the points of one check.

    Regrading keeps it. The late policy does not change a score; it does take its part of a check's points.
    With --check, SCORE is the points of that check, and the score is computed again. --comment is shown beside it.

    \b
    Example: raftlab override graded ada 85 --why "argued well in office hours"
             raftlab override graded ada --undo --why "was meant for Adam"
             raftlab override graded --from scores.csv --why "oral exam"
             raftlab override graded ada 5 --check test_split_vote --why "asked her" --comment "You explained it."
    """
    if check:
        texts = (value_or_undo(undo, score, "points"), reason, comment)
        return record_check_points(folder, student, check, texts, author=author, db=db, bulk_file=bulk_file)
    if comment:
        raise UsageError("--comment belongs to --check; for the whole submission use `raftlab comment`")
    if bulk_file is not None:
        rows = read_bulk_edits(bulk_file, "score", normalize_points, reason, (student, score, undo))
        if unexplained := [row.line for row in rows if not row.reason]:
            raise UsageError(f"{printable_path(bulk_file)}, line {unexplained[0]}: an override needs a reason (why)")
        return record_edits(folder, rows, "override", author, db)
    value = value_or_undo(undo, score, "a score")
    if not reason:
        raise UsageError('an override needs a reason; add --why "…"')
    rows = [EditRow(student, normalize_points(value) if value else "", reason)]
    return record_edits(folder, rows, "override", author, db)


def normalize_points(text: str) -> str:
    """Return a score in the stored form; its decimals may follow a comma, as in a list from Excel. UsageError else.

    >>> parse_points("88,5"), parse_points("7")
    ('88.5', '7.0')
    """
    number = float(text.strip().replace(",", ".")) if POINTS.fullmatch(text.strip()) else math.inf
    if not math.isfinite(number):
        raise UsageError(f"{one_line(text)} is not a score; give points, 0 or more")
    return repr(number)
