"""The graded class that a command works on: where it is, and what it says now."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.batch.optional_packages import import_optional
from raftlab.cli.support.console import say, warn
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

if TYPE_CHECKING:
    from raftlab.batch.final_grades import FinalGrades

ClassFolder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `raftlab batch … --out` graded into.")
]
DatabaseUrl = Annotated[str | None, typer.Option("--db", metavar="URL", help="The batch's database, if not in DIR.")]


def read_class_folder(folder: Path, db: str | None) -> FinalGrades:
    """Return the class in `folder` with all edits, and say which of them find no one."""
    import_optional("sqlalchemy", "SQLAlchemy", "a graded class")
    from raftlab.batch.final_grades import read_final_grades

    told = read_final_grades(folder, db)
    for edit in told.unmatched_edits:
        warn(f"{edit.kind} for {one_line(edit.person.key)} by {one_line(edit.by)} finds no one in this class; it waits")
    return told


UNWRITABLE_ERRNOS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EFBIG, errno.EIO}
    | {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG}
)
"""What a place says that cannot be written to; anything else is a fault of another kind."""


@contextmanager
def explain_write_errors(folder: Path, option: str) -> Iterator[None]:
    """Tell in one line where the block cannot write into `folder`: a file, a full or a closed one. UsageError."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in UNWRITABLE_ERRNOS:
            raise
        raise UsageError(
            f"{option} {printable_path(folder)}: cannot be written to ({fault.strerror}); name another place, or make room; "
            "what is kept there stays whole"
        ) from None


def write_output(file: Path, data: bytes, description: str) -> None:
    """Write what was asked for, whole, and say where it is. UsageError where that cannot be."""
    try:
        write_atomically(file, data)
    except OSError as fault:
        raise UsageError(
            f"cannot write {printable_path(file)} ({fault.strerror}); name another place with -o"
        ) from None
    say(f"wrote   {printable_path(file)}: {description}")


def write_outputs(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files below `folder`, each whole, and say where they are. UsageError where that cannot be."""
    try:
        for name, data in files.items():
            write_atomically(folder / name, data)
    except OSError as fault:
        raise UsageError(
            f"cannot write into {printable_path(folder)} ({fault.strerror}); name another place with -o"
        ) from None
    say(f"wrote   {printable_path(folder)}: {len(files)} files")
