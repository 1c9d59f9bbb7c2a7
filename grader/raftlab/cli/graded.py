"""The graded class that a command works on: where it is, and what it says now."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.batch.extra import need
from raftlab.cli.console import say, warn
from raftlab.errors import UsageFault
from raftlab.notes import write_whole
from raftlab.report.sanitise import one_line
from raftlab.workspace import shown

if TYPE_CHECKING:
    from raftlab.batch.settled import Settled

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder that `raftlab batch … --out` graded into.")]
Database = Annotated[str | None, typer.Option("--db", metavar="URL", help="The batch's database, if not in DIR.")]


def read_graded(folder: Path, db: str | None) -> Settled:
    """Return the class in `folder` with all edits, and say which of them find no one."""
    need("sqlalchemy", "SQLAlchemy", "a graded class")
    from raftlab.batch.settled import read_settled

    told = read_settled(folder, db)
    for edit in told.strays:
        warn(f"{edit.kind} for {one_line(edit.person.key)} by {one_line(edit.by)} finds no one in this class; it waits")
    return told


UNWRITABLE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EFBIG, errno.EIO}
    | {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG}
)
"""What a place says that cannot be written to; anything else is a fault of another kind."""


@contextmanager
def writing_into(folder: Path, option: str) -> Iterator[None]:
    """Tell in one line where the block cannot write into `folder`: a file, a full or a closed one. UsageFault."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in UNWRITABLE:
            raise
        raise UsageFault(
            f"{option} {shown(folder)}: cannot be written to ({fault.strerror}); name another place, or make room; "
            "what is kept there stays whole"
        ) from None


def write_out(file: Path, data: bytes, what: str) -> None:
    """Write what was asked for, whole, and say where it is. UsageFault where that cannot be."""
    try:
        write_whole(file, data)
    except OSError as fault:
        raise UsageFault(f"cannot write {shown(file)} ({fault.strerror}); name another place with -o") from None
    say(f"wrote   {shown(file)}: {what}")


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files below `folder`, each whole, and say where they are. UsageFault where that cannot be."""
    try:
        for name, data in files.items():
            write_whole(folder / name, data)
    except OSError as fault:
        raise UsageFault(f"cannot write into {shown(folder)} ({fault.strerror}); name another place with -o") from None
    say(f"wrote   {shown(folder)}: {len(files)} files")
