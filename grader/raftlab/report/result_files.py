"""Write the files of a grading beside a student's work: atomically, and never through a symbolic link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from raftlab.models import GradingResult
from raftlab.report.result_json import to_json
from raftlab.trace import to_json as trace_to_json

OPEN_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
CREATE_FILE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write_result_files(grading: GradingResult, workspace: Path) -> list[Path]:
    """Write result.json and every trace below `workspace`/.raftlab; return the files. OSError if that fails."""
    files = {f".raftlab/{grading.result.scene}/result.json": to_json(grading.result)}
    files |= {path: trace_to_json(trace) for path, trace in grading.traces.items()}
    for path, data in files.items():
        write_atomically(workspace, path, data)
    return [workspace / path for path in files]


def write_atomically(root: Path, path: str, data: bytes) -> None:
    """Write `data` to `path` below `root` atomically. OSError if a folder on the path is a link or not writable."""
    *folders, name = PurePosixPath(path).parts
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


@contextmanager
def open_folder_below(root: Path, folders: list[str]) -> Iterator[int]:
    """Open the folder root/a/b/…, creating missing ones and following no link below `root`."""
    at = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in folders:
            try:
                os.mkdir(name, 0o755, dir_fd=at)
            except FileExistsError:
                pass
            below = os.open(name, OPEN_FOLDER_FLAGS, dir_fd=at)
            os.close(at)
            at = below
        yield at
    finally:
        os.close(at)
