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

ClassFolder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `raftlab batch … --out` graded into.")
]
DatabaseUrl = Annotated[str | None, typer.Option("--db", metavar="URL", help="The batch's database, if not in DIR.")]


def read_class_folder(folder: Path, db: str | None) -> FinalGrades:
    """Return the class in `folder` with all edits, and warn of edits that match no student."""
    import_optional("sqlalchemy", "SQLAlchemy", "a graded class")
    from raftlab.batch.final_grades import read_final_grades

    final = read_final_grades(folder, db)
    for edit in final.unmatched_edits:
        warn(
            f"{edit.kind} for {one_line(edit.person.key)} by {one_line(edit.by)} matches no one "
            "in this class; it is kept"
        )
    return final
