"""Waits for files to be saved."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

POLL_S = 0.2
"""The time between two looks at the file. A save counts once two looks agree, since an editor may write in parts."""

FileStamp = tuple[int, int, int]
"""What changes with each save: the file's identity, size and time. Many editors replace a file, others write to it."""


def wait_for_saves(*files: Path) -> Iterator[None]:
    """Return what yields each time a file is saved or deleted from now on, also between two steps of the caller.

    It looks at the files again and again: that works in every file system, and where the system watches no more files.
    """
    return saves_after(files, [file_stamp(file) for file in files])


def saves_after(files: Sequence[Path], old_stamps: list[FileStamp | None]) -> Iterator[None]:
    """Yield each time the files have other stamps than `old_stamps`, the same ones in two looks."""
    previous = old_stamps
    while True:
        time.sleep(POLL_S)
        stamps = [file_stamp(file) for file in files]
        if stamps == previous and stamps != old_stamps:
            old_stamps = stamps
            yield
        previous = stamps


def file_stamp(file: Path) -> FileStamp | None:
    """Return what tells two saves of the file apart, None without a file."""
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
