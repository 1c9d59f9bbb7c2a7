"""`raftlab extend`: give a student more time."""

from __future__ import annotations

from typing import Annotated

import typer

from raftlab.batch.ingest.timestamps import parse_time
from raftlab.cli.support.class_folder import ClassFolder, DatabaseUrl
from raftlab.cli.support.edit_record import Author, Reason, Student, Undo, record_edits, value_or_undo
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line


def extend(
    folder: ClassFolder,
    student: Student,
    due_time: Annotated[str, typer.Option("--until", metavar="TIME", help="The student's own due time.")] = "",
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    db: DatabaseUrl = None,
) -> None:
    """Extend the due time of a student.

    A submission before that time is not late, and the late policy counts from then.

    \b
    Example: raftlab extend graded ada --until 2026-11-26T18:00+01:00 --why "ill"
    """
    until = value_or_undo(undo, due_time, "--until TIME")
    moment = parse_time(until) if until else None
    if until and moment is None:
        raise UsageError(f"--until {one_line(until)}: not a time; write it as 2026-11-26T18:00+01:00")
    record_edits(folder, student, "extend", moment.isoformat() if moment else "", reason, author, db)
