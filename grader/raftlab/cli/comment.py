"""`raftlab comment`: write a comment for a student."""

from __future__ import annotations

from typing import Annotated

import typer

from raftlab.cli.support.bulk_edits import BulkFile, read_bulk_edits
from raftlab.cli.support.graded_class_folder import ClassFolder, DatabaseUrl
from raftlab.cli.support.staff_edit_options import Author, EditRow, Reason, Student, Undo, record_edits, value_or_undo


def comment(
    folder: ClassFolder,
    student: Student = "",
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the student reads on the report's page.")] = "",
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    bulk_file: BulkFile = None,
    db: DatabaseUrl = None,
) -> None:
    """Write a comment for a student.

    It appears on the student's page and in the exports. Regrading keeps it.

    \b
    Example: raftlab comment graded ada "See the note on 5.4.2 in the forum."
    """
    if bulk_file is not None:
        rows = read_bulk_edits(bulk_file, "text", str, reason, (student, text, undo))
    else:
        rows = [EditRow(student, value_or_undo(undo, text, "a text"), reason)]
    record_edits(folder, rows, "comment", author, db)
