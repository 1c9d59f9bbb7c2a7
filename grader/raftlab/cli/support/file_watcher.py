"""Waits for a file to be saved."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

POLL_S = 0.2
"""The time between two looks at the file. A save counts once two looks agree, since an editor may write in parts."""

FileStamp = tuple[int, int, int]
"""What changes with each save: the file's identity, size and time. Many editors replace a file, others write to it."""


def wait_for_saves(file: Path) -> Iterator[None]:
    """Return what yields each time `file` is saved or deleted from now on, also between two steps of the caller.

    It looks at the file again and again: that works in every file system, and where the system watches no more files.
    """
    return saves_after(file, file_stamp(file))


def saves_after(file: Path, old_stamp: FileStamp | None) -> Iterator[None]:
    """Yield each time `file` has another stamp than `old_stamp`, the same one in two looks."""
    previous = old_stamp
    while True:
        time.sleep(POLL_S)
        stamp = file_stamp(file)
        if stamp == previous and stamp != old_stamp:
            old_stamp = stamp
            yield
        previous = stamp


def file_stamp(file: Path) -> FileStamp | None:
    """Return what tells two saves of the file apart, None without a file."""
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
