"""`raftlab extend`: give a student more time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from raftlab.batch.ingest.timestamps import parse_due_time, weekday_time_text
from raftlab.cli.support.bulk_edits import BulkFile, read_bulk_edits
from raftlab.cli.support.console import say, warn
from raftlab.cli.support.graded_class_folder import ClassFolder, DatabaseUrl, read_class_folder
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
    warn_of_early_times(folder, [row.value for row in rows if row.value], db)


def warn_of_early_times(folder: Path, due_times: Iterable[str], db: str | None) -> None:
    """Warn of extensions that give no time, as the late policy's due time is no earlier."""
    from raftlab.batch.staff_edits import current_late_policy

    policy = current_late_policy(read_class_folder(folder, db).edits)
    for value in sorted(set(due_times)):
        time = datetime.fromisoformat(value)
        if policy is not None and time <= policy.due:
            warn(
                f"{weekday_time_text(time)} gives no more time: the late policy's due time is "
                f"{weekday_time_text(policy.due)}"
            )


def normalize_due_time(text: str) -> str:
    """Return a due time in the stored form. UsageError for other text, or without a zone."""
    return parse_due_time(text, "--until", takes_zone=False).isoformat()
