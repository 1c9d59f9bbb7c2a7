"""The results of a class: class.json in the batch's folder. Tables, pages and exports are made from it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal

import msgspec

from raftlab.batch.models import SCENE_POINTS, Grade
from raftlab.errors import UsageError
from raftlab.grading_models import Result
from raftlab.kit import SAFETY_LIMIT_PERCENT
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

CLASS_FILE = "class.json"
HISTORY_FOLDER = "history"
FORMAT_VERSION = 1


class ClassResults(msgspec.Struct, frozen=True):
    """A graded class without the edits of staff. `results` has the result of each text."""

    batch: str
    """Names the batch in a database that holds several; made once, kept by every later run into the same folder."""
    scene: str
    title: str
    kit: str
    seed: int
    level: str
    """The weakest jail that was allowed."""
    database: str
    """The URL of the database with results and edits, without a password; "" for batch.db beside this file."""
    grades: tuple[Grade, ...]
    results: dict[str, Result] = {}
    safety_limit_percent: int = SAFETY_LIMIT_PERCENT
    version: Literal[1] = 1

    @property
    def max(self) -> int:
        """Return the points of the scene, also where nothing was graded yet."""
        return max((result.max for result in self.results.values()), default=SCENE_POINTS)


def encode_class_results(class_results: ClassResults) -> bytes:
    """Return class.json: each result once, however many students handed in the same text."""
    results = {grade.sha256: grade.result for grade in class_results.grades if grade.result}
    bare = tuple(msgspec.structs.replace(grade, result=None) for grade in class_results.grades)
    return msgspec.json.encode(msgspec.structs.replace(class_results, grades=bare, results=results)) + b"\n"


def decode_class_results(data: bytes) -> ClassResults:
    """Return the class in a class.json. msgspec.DecodeError if it is not valid."""
    roll = msgspec.json.decode(data, type=ClassResults)
    whole = tuple(
        msgspec.structs.replace(grade, result=roll.results.get(grade.sha256) if grade.score is not None else None)
        for grade in roll.grades
    )
    return msgspec.structs.replace(roll, grades=whole)


def read_class_results(path: Path) -> ClassResults:
    """Return the class of a batch's folder, or of the class.json at `path`. UsageError if there is none."""
    file = path / CLASS_FILE if path.is_dir() else path
    try:
        return decode_class_results(file.read_bytes())
    except OSError as fault:
        why = (fault.strerror or "").lower()
        raise UsageError(
            f"{printable_path(file)} cannot be read ({why}); name the folder that `raftlab batch … --out` graded into"
        ) from None
    except msgspec.DecodeError as fault:
        if (version := read_format_version(file)) not in (None, FORMAT_VERSION):
            raise UsageError(
                f"{printable_path(file)} is of version {version}, and this raftlab writes {FORMAT_VERSION}: use the "
                "raftlab that wrote it, or grade into another folder"
            ) from None
        raise UsageError(
            f"{printable_path(file)} is no graded class ({fault}); name a folder that `raftlab batch` wrote, or "
            "move it away"
        ) from None


class VersionHeader(msgspec.Struct):
    """The fields that every version of class.json has."""

    version: int


def read_format_version(file: Path) -> int | None:
    """Return the format version of a class.json; None if it has none."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=VersionHeader).version
    except (OSError, msgspec.DecodeError):
        return None


def save_class_results(folder: Path, class_results: ClassResults) -> ClassResults:
    """Write class.json with the folder's batch id, and move a differing earlier one to history/; return the class."""
    file = folder / CLASS_FILE
    before = read_class_results(folder) if file.is_file() else None
    class_results = msgspec.structs.replace(class_results, batch=before.batch if before else secrets.token_hex(8))
    data = encode_class_results(class_results)
    if before is not None and (old := file.read_bytes()) != data:
        write_atomically(folder / HISTORY_FOLDER / f"class-{len(history_files(folder)) + 1:04}.json", old)
    write_atomically(file, data)
    return decode_class_results(data)


def history_files(folder: Path) -> list[Path]:
    """Return the files of class.json that later runs replaced, oldest first."""
    return sorted((folder / HISTORY_FOLDER).glob("class-*.json"))
