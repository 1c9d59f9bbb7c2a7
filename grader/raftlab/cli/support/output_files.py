"""Write the files that a command makes, and say where they are."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from raftlab.cli.support.console import say
from raftlab.errors import UsageError, write_error_text
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

UNWRITABLE_ERRNOS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EFBIG, errno.EIO}
    | {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG}
)
"""The errors of a place that cannot be written to; another error has another cause."""


@contextmanager
def explain_write_errors(folder: Path, option: str) -> Iterator[None]:
    """Turn an error of writing into `folder` into a UsageError of one line that names `option`."""
    try:
        yield
    except OSError as error:
        if error.errno not in UNWRITABLE_ERRNOS:
            raise
        raise UsageError(
            f"{option} {printable_path(folder)}: cannot be written to ({error.strerror}); "
            "name another place, or make room; what is stored there stays intact"
        ) from None


def write_output(file: Path, data: bytes, description: str) -> None:
    """Write `data` to `file` atomically, and print where it is. UsageError if that fails."""
    try:
        write_atomically(file, data)
    except OSError as error:
        raise UsageError(write_error_text(file, error, "name another place with -o")) from None
    say(f"wrote   {printable_path(file)}: {description}")


def write_outputs(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files below `folder`, each atomically, and print where they are. UsageError if that fails."""
    try:
        for name, data in files.items():
            write_atomically(folder / name, data)
    except OSError as error:
        raise UsageError(write_error_text(folder, error, "name another place with -o")) from None
    say(f"wrote   {printable_path(folder)}: {len(files)} files")


def append_line(file: Path, line: str) -> None:
    """Append a line to the file that GitHub reads. UsageError if that fails."""
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(line)
    except OSError as error:
        raise UsageError(write_error_text(file, error, "name another place with -o")) from None


def write_page(file: Path, text: str, is_quiet: bool = False) -> None:
    """Write a page and, unless `is_quiet`, print where it is. UsageError if that fails."""
    from raftlab.state_dir import write_atomically

    try:
        write_atomically(file, text.encode("utf-8"))
    except OSError as error:
        raise UsageError(write_error_text(file, error, "name another file")) from None
    if not is_quiet:
        say(f"  open   {file}")
