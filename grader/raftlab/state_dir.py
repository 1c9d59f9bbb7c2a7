"""The folder .raftlab/<scene>/, where the commands keep state beside a student's work. It may be deleted anytime."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from raftlab.kit import Scene
from raftlab.nofollow_files import RUN_LIMIT_BYTES, decode_json, read_file_below

RESULT_FILE, RERUN_FILE = "result.json", "rerun_result.json"
"""The last grade of the scene; a later grading of some checks, or without a jail."""
OPEN_VERDICTS = ("FAIL", "todo", "unknown", "blocked")


class StoredCheck(msgspec.Struct):
    """The fields of a stored check that hints need."""

    name: str
    verdict: str
    blocked_by: str | None = None


class StoredResult(msgspec.Struct):
    """The fields of a stored result that hints need."""

    checks: list[StoredCheck]


def scene_state_dir(scene: Scene, work_folder: Path) -> Path:
    """Return the state folder of `scene` for work in `work_folder`."""
    return work_folder / ".raftlab" / scene.id


def read_first_open_check(scene: Scene, work_folder: Path) -> str | None:
    """Return the open check to fix first, "" if none is open, None if nothing was graded yet.

    It is one of the checks that ran again since the last grade, if one of those is open; else one of the grade.
    """
    grade, rerun = (read_stored_checks(scene, work_folder, name) for name in (RESULT_FILE, RERUN_FILE))
    if grade is None and rerun is None:
        return None
    newest = {check.name: check for check in (*(grade or ()), *(rerun or ()))}
    return first_open_name(rerun or ()) or first_open_name(newest.values())


def read_stored_checks(scene: Scene, work_folder: Path, name: str) -> list[StoredCheck] | None:
    """Return the checks of a stored result; None if there is none that can be read."""
    try:
        data = read_file_below(work_folder, f".raftlab/{scene.id}/{name}", RUN_LIMIT_BYTES)
        return decode_json(data, StoredResult).checks
    except (OSError, msgspec.DecodeError):
        return None


def first_open_name(checks: Iterable[StoredCheck]) -> str:
    """Return the name of the open check to fix first, "" if none is open."""
    return first_open_check([(check.name, check.verdict, check.blocked_by) for check in checks])


def first_open_check(checks: Sequence[tuple[str, str, str | None]]) -> str:
    """Return the open check to fix first, "" if none is open: of the FAILs the one that the report shows in full.

    checks: name, verdict and the check that it waits for.
    """
    for open_verdict in OPEN_VERDICTS:
        names = [name for name, verdict, _ in checks if verdict == open_verdict]
        if names:
            waiting = Counter(blocked_by for _, _, blocked_by in checks)
            return max(names, key=lambda name: waiting[name])
    return ""


def write_atomically(file: Path, data: bytes) -> None:
    """Write `data` to `file` in one step: neither a reader nor Ctrl-C ever sees half a file. OSError if it cannot."""
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
