"""Files in a student's folder: read, written and deleted without following a symbolic link.

Staff run commands in folders that students handed in. A link there could name any file of theirs.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TypeVar

import msgspec

Record = TypeVar("Record")

OPEN_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
CREATE_FILE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
READ_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
"""Flags for reading: no link is followed, and a pipe is not waited for."""
TEXT_LIMIT_BYTES = 1 << 20
"""The most bytes of a text that a command reads: a scenario, the counts of hints."""
RUN_LIMIT_BYTES = 64 << 20
"""The most bytes of a stored run."""


def decode_json(data: bytes, kind: type[Record]) -> Record:
    """Return the record in JSON that anyone may have written. msgspec.DecodeError for any fault in it."""
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError:
        raise
    except (UnicodeError, ValueError, OverflowError, RecursionError) as error:  # msgspec lets these through
        raise msgspec.DecodeError(f"{type(error).__name__}: {error}") from None


def read_regular_file(file: Path, limit_bytes: int) -> bytes:
    """Return the bytes of `file`. OSError for a link, a device, a pipe, or more than `limit_bytes`."""
    return read_open_file(os.open(file, READ_FLAGS), limit_bytes)


def read_file_below(root: Path, path: str | PurePath, limit_bytes: int) -> bytes:
    """Return the bytes of `path` below `root`. OSError if it, or a folder on the path, is a link, or as above."""
    *folders, name = PurePath(path).parts
    with open_folder_below(root, folders, creates=False) as folder:
        return read_open_file(os.open(name, READ_FLAGS, dir_fd=folder), limit_bytes)


def read_open_file(handle: int, limit_bytes: int) -> bytes:
    """Return the bytes of an open file, and close it. OSError if it is not regular, or too long."""
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        data = stream.read(limit_bytes + 1)
    if len(data) > limit_bytes:
        raise OSError(errno.EFBIG, f"it is over {limit_bytes >> 10} KB")
    return data


def write_file_below(root: Path, path: str | PurePath, data: bytes) -> None:
    """Write `data` to `path` below `root` atomically. OSError if a folder on the path is a link or not writable."""
    *folders, name = PurePath(path).parts
    with open_folder_below(root, folders) as folder:
        temporary = f".{name}.{os.getpid()}"
        try:
            handle = os.open(temporary, CREATE_FILE_FLAGS, 0o644, dir_fd=folder)
        except FileExistsError:  # from a process that was killed
            os.unlink(temporary, dir_fd=folder)
            handle = os.open(temporary, CREATE_FILE_FLAGS, 0o644, dir_fd=folder)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            os.unlink(temporary, dir_fd=folder)
            raise


def create_file_below(root: Path, path: str | PurePath, data: bytes) -> None:
    """Write a new file below `root`. FileExistsError for one that is there; OSError as in `write_file_below`."""
    *folders, name = PurePath(path).parts
    with open_folder_below(root, folders) as folder:
        handle = os.open(name, CREATE_FILE_FLAGS, 0o644, dir_fd=folder)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
        except BaseException:  # a full disk: half a file would be in the way of the next attempt
            os.unlink(name, dir_fd=folder)
            raise


def delete_file_below(root: Path, path: str | PurePath) -> None:
    """Delete a file below `root` if it is there. OSError if a folder on the path is a link."""
    *folders, name = PurePath(path).parts
    try:
        with open_folder_below(root, folders, creates=False) as folder:
            os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        pass


def files_below(root: Path, path: str | PurePath, suffix: str) -> list[Path]:
    """Return the regular files of the folder `path` below `root` that end in `suffix`, by name; none in a link."""
    try:
        with open_folder_below(root, [*PurePath(path).parts], creates=False) as folder:
            entries = [entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except OSError:
        return []
    return [root / path / name for name in sorted(entries) if name.endswith(suffix)]


@contextmanager
def open_folder_below(root: Path, folders: list[str], *, creates: bool = True) -> Iterator[int]:
    """Open the folder root/a/b/…, following no link below `root`; `creates`: make missing ones."""
    at = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in folders:
            if creates:
                try:
                    os.mkdir(name, 0o755, dir_fd=at)
                except FileExistsError:
                    pass
            below = open_folder(name, at)
            os.close(at)
            at = below
        yield at
    finally:
        os.close(at)


def open_folder(name: str, parent: int) -> int:
    """Open the folder `name` in an open folder. OSError that says so if it is a link."""
    try:
        return os.open(name, OPEN_FOLDER_FLAGS, dir_fd=parent)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR) and stat.S_ISLNK(os.lstat(name, dir_fd=parent).st_mode):
            raise OSError(errno.ELOOP, f"{name} is a symbolic link") from None
        raise
