"""The roll of a class: what a batch came to, kept in its folder as class.json; all that goes out is made of it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal

import msgspec

from raftlab.batch.records import Grade
from raftlab.errors import UsageFault
from raftlab.notes import write_whole
from raftlab.records import Result
from raftlab.workspace import shown

FILE = "class.json"
HISTORY = "history"
VERSION = 1


class Roll(msgspec.Struct, frozen=True):
    """A graded class, as the grader left it: no edit of the staff is in it. `results` are the grades', by the text."""

    batch: str
    """Names the batch in a database that holds several; made once, kept by every later run into the same folder."""
    scene: str
    title: str
    kit: str
    seed: int
    level: str
    """The weakest jail that was allowed."""
    database: str
    """Where the outcomes and the edits are, without a password; "" for batch.db beside this file."""
    grades: tuple[Grade, ...]
    results: dict[str, Result] = {}
    version: Literal[1] = 1

    @property
    def max(self) -> int:
        """Return the points of the scene, 0 where nothing was graded."""
        return max((result.max for result in self.results.values()), default=0)


def packed(roll: Roll) -> bytes:
    """Return class.json: each result once, whoever handed it in."""
    results = {grade.sha256: grade.result for grade in roll.grades if grade.result}
    bare = tuple(msgspec.structs.replace(grade, result=None) for grade in roll.grades)
    return msgspec.json.encode(msgspec.structs.replace(roll, grades=bare, results=results)) + b"\n"


def unpacked(data: bytes) -> Roll:
    """Return the roll that class.json tells. msgspec.DecodeError where it is none."""
    roll = msgspec.json.decode(data, type=Roll)
    whole = tuple(
        msgspec.structs.replace(grade, result=roll.results.get(grade.sha256) if grade.score is not None else None)
        for grade in roll.grades
    )
    return msgspec.structs.replace(roll, grades=whole)


def read_roll(path: Path) -> Roll:
    """Return the roll of a batch's folder, or of a class.json named itself. UsageFault where there is none."""
    file = path / FILE if path.is_dir() else path
    try:
        return unpacked(file.read_bytes())
    except OSError as fault:
        why = (fault.strerror or "").lower()
        raise UsageFault(
            f"{shown(file)} cannot be read ({why}); name the folder that `raftlab batch … --out` graded into"
        ) from None
    except msgspec.DecodeError as fault:
        if (version := told_version(file)) not in (None, VERSION):
            raise UsageFault(
                f"{shown(file)} is of version {version}, and this raftlab writes {VERSION}: use the raftlab that wrote "
                "it, or grade into another folder"
            ) from None
        raise UsageFault(
            f"{shown(file)} is no graded class ({fault}); name a folder that `raftlab batch` wrote, or move it away"
        ) from None


class Versioned(msgspec.Struct):
    """What every version of class.json tells."""

    version: int


def told_version(file: Path) -> int | None:
    """Return the version that a class.json says it is of, None where it says none."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Versioned).version
    except (OSError, msgspec.DecodeError):
        return None


def keep_roll(folder: Path, roll: Roll) -> Roll:
    """Write class.json under the folder's own batch id, an earlier one that differs into history/; return the roll."""
    file = folder / FILE
    before = read_roll(folder) if file.is_file() else None
    roll = msgspec.structs.replace(roll, batch=before.batch if before else secrets.token_hex(8))
    data = packed(roll)
    if before is not None and (old := file.read_bytes()) != data:
        write_whole(folder / HISTORY / f"class-{len(earlier(folder)) + 1:04}.json", old)
    write_whole(file, data)
    return unpacked(data)


def earlier(folder: Path) -> list[Path]:
    """Return the rolls that later runs replaced, oldest first."""
    return sorted((folder / HISTORY).glob("class-*.json"))
