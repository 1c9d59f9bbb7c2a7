"""What the commands keep beside a student's work: .raftlab/<scene>/, safe to delete at any time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from raftlab.kit import Scene

OPEN_VERDICTS = ("FAIL", "todo", "unknown", "blocked")


class StoredCheck(msgspec.Struct):
    """What a hint needs of one check of a result."""

    name: str
    verdict: str


class StoredResult(msgspec.Struct):
    """What a hint needs of the last result."""

    checks: list[StoredCheck]


def scene_state_dir(scene: Scene, work_folder: Path) -> Path:
    """Return the folder that keeps what the commands note on `scene` for work done in `where`."""
    return work_folder / ".raftlab" / scene.id


def stored_open_check(scene: Scene, work_folder: Path) -> str | None:
    """Return the first check of the last result that is open, "" where none is, None where nothing was graded."""
    try:
        data = (scene_state_dir(scene, work_folder) / "result.json").read_bytes()
        checks = msgspec.json.decode(data, type=StoredResult).checks
    except (OSError, msgspec.DecodeError):
        return None
    return first_open_check([(check.name, check.verdict) for check in checks])


def first_open_check(checks: Sequence[tuple[str, str]]) -> str:
    """Return the name of the check to look at first, of (name, verdict) pairs; "" where none is open."""
    for verdict in OPEN_VERDICTS:
        for name, told in checks:
            if told == verdict:
                return name
    return ""


def write_atomically(file: Path, data: bytes) -> None:
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
