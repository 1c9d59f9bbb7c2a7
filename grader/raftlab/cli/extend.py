"""`raftlab extend`: give a student more time."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from raftlab.batch.ingest.timestamps import parse_due_time, weekday_time_text
from raftlab.cli.support.bulk_edits import BulkFile, read_bulk_edits
from raftlab.cli.support.console import say
from raftlab.cli.support.graded_class_folder import ClassFolder, DatabaseUrl
from raftlab.cli.support.staff_edit_options import Author, EditRow, Reason, Student, Undo, record_edits, value_or_undo


def extend(
    folder: ClassFolder,
    student: Student = "",
    due_time: Annotated[str, typer.Option("--until", metavar="TIME", help="The student's own due time.")] = "",
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    bulk_file: BulkFile = None,
    db: DatabaseUrl = None,
) -> None:
    """Extend the due time of a student.

    A submission before that time is not late, and the late policy counts from then. The time needs a zone.

    \b
    Example: raftlab extend graded ada --until 2026-11-26T18:00+01:00 --why "ill"
    """
    if bulk_file is not None:
        rows = read_bulk_edits(bulk_file, "until", normalize_due_time, reason, (student, due_time, undo))
    else:
        until = value_or_undo(undo, due_time, "--until TIME")
        rows = [EditRow(student, normalize_due_time(until) if until else "", reason)]
    for value in sorted({row.value for row in rows if row.value}):
        say(f"until   {weekday_time_text(datetime.fromisoformat(value))}")
    record_edits(folder, rows, "extend", author, db)


def normalize_due_time(text: str) -> str:
    """Return a due time in the stored form. UsageError for other text, or without a zone."""
    return parse_due_time(text, "--until", takes_zone=False).isoformat()
