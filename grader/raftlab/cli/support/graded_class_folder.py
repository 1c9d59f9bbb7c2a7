"""The folder of a graded class: the arguments that name it, and how it is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.batch.optional_packages import import_optional
from raftlab.cli.support.console import warn
from raftlab.report.sanitise import one_line

if TYPE_CHECKING:
    from raftlab.batch.final_grades import FinalGrades
    from raftlab.batch.staff_edits import Edit

ClassFolder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `raftlab batch … --out` graded into.")
]
DatabaseUrl = Annotated[str | None, typer.Option("--db", metavar="URL", help="The batch's database, if not in DIR.")]


def unmatched_edit_text(edit: Edit) -> str:
    """Return what an edit finds nothing for: the student, or the check."""
    from raftlab.batch.staff_edits import decode_check_points

    what = f"{edit.kind} for {one_line(edit.person.key)} by {one_line(edit.by)}"
    points = decode_check_points(edit)
    return f"{what} ({one_line(points.check)}) matches no result" if points else f"{what} matches no one in this class"


def read_class_folder(folder: Path, db: str | None) -> FinalGrades:
    """Return the class in `folder` with all edits, and warn of edits that match no student."""
    import_optional("sqlalchemy", "SQLAlchemy", "a graded class")
    from raftlab.batch.final_grades import read_final_grades

    final = read_final_grades(folder, db)
    for edit in final.unmatched_edits:
        warn(f"{unmatched_edit_text(edit)}; it is kept")
    return final
