"""What the commands keep beside a student's work: .raftlab/<scene>/, safe to delete at any time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from raftlab.kit import Scene

OPEN_VERDICTS = ("FAIL", "todo", "unknown", "blocked")


class NotedCheck(msgspec.Struct):
    """What a hint needs of one check of a result."""

    name: str
    verdict: str


class NotedResult(msgspec.Struct):
    """What a hint needs of the last result."""

    checks: list[NotedCheck]


def notes_folder(scene: Scene, where: Path) -> Path:
    """Return the folder that keeps what the commands note on `scene` for work done in `where`."""
    return where / ".raftlab" / scene.id


def first_open_check(scene: Scene, where: Path) -> str | None:
    """Return the first check of the last result that is open, "" where none is, None where nothing was graded."""
    try:
        data = (notes_folder(scene, where) / "result.json").read_bytes()
        checks = msgspec.json.decode(data, type=NotedResult).checks
    except (OSError, msgspec.DecodeError):
        return None
    return first_open([(check.name, check.verdict) for check in checks])


def first_open(checks: Sequence[tuple[str, str]]) -> str:
    """Return the name of the check to look at first, of (name, verdict) pairs; "" where none is open."""
    for verdict in OPEN_VERDICTS:
        for name, told in checks:
            if told == verdict:
                return name
    return ""


def write_whole(file: Path, data: bytes) -> None:
    """Put `data` at `file` in one step: a reader, or Ctrl-C, never meets half of it. OSError where it cannot be."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(name, 0o644)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
