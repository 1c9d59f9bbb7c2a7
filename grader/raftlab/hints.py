"""Hints: three for every check, shown one at a time. They are in labs/<scene>/hints.toml."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from raftlab.errors import KitError, UsageError, write_error_text
from raftlab.kit import Scene
from raftlab.nofollow_files import TEXT_LIMIT_BYTES, read_file_below, write_file_below

HINTS_PER_CHECK = 3
HintsByCheck = Mapping[str, tuple[str, ...]]
"""Check -> its hints: a small hint, a pointer to the paragraph, nearly the answer."""


@dataclass(frozen=True)
class Hint:
    """One hint of a check: the `number`-th of `count`."""

    check: str
    number: int
    count: int
    text: str


def read_hints(scene: Scene) -> HintsByCheck:
    """Return the hints of `scene`, none if it has no hints.toml. KitError for a malformed file."""
    file = scene.folder / "hints.toml"
    if not file.is_file():
        return {}
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        return {
            short_check_name(check): msgspec.convert(table["rungs"], tuple[str, ...]) for check, table in tables.items()
        }
    except (ValueError, KeyError, TypeError, msgspec.ValidationError) as error:
        raise KitError(f"{scene.id}: hints.toml is not tables of `rungs = [text, …]` ({error}); fix it") from None


def take_next_hint(scene: Scene, check: str, hint_counts: dict[str, int]) -> Hint:
    """Return the next hint of a check, and count it in `hint_counts`; after the last hint, the last one again.

    UsageError for a check without hints, with the nearest check that has some.
    """
    hints, name = read_hints(scene), short_check_name(check)
    rungs = hints.get(name)
    if not rungs:
        raise unknown_hint_error(scene, name, hints)
    number = min(hint_counts.get(name, 0) + 1, len(rungs))
    hint_counts[name] = number
    return Hint(name, number, len(rungs), rungs[number - 1])


def unknown_hint_error(scene: Scene, name: str, hints: HintsByCheck) -> UsageError:
    """Return the error for a check without hints: it names the nearest check, or where to see the names."""
    if not hints:
        return UsageError(f"{scene.id}: this scene has no hints yet; read its handout")
    near = difflib.get_close_matches(name, hints, n=1, cutoff=0.6)
    elsewhere = (
        f"`raftlab grade {scene.id}` names it for each failure; `raftlab hint {scene.id}` takes the first open one"
    )
    repair = f"did you mean {near[0]}?" if near else elsewhere
    return UsageError(f"{scene.id}: no check with hints is called {name}; {repair}")


def short_check_name(check: str) -> str:
    """Return a check's name without pytest's prefix test_."""
    return check.removeprefix("test_")


def read_hint_counts(root: Path, path: str) -> dict[str, int]:
    """Return how many hints of each check were shown; none if the file is missing or broken."""
    try:
        return msgspec.json.decode(read_file_below(root, path, TEXT_LIMIT_BYTES), type=dict[str, int])
    except (OSError, msgspec.DecodeError):
        return {}


def write_hint_counts(root: Path, path: str, hint_counts: dict[str, int]) -> None:
    """Write how many hints of each check were shown. UsageError if that fails."""
    try:
        write_file_below(root, path, msgspec.json.encode(hint_counts))
    except OSError as error:
        raise UsageError(write_error_text(root / path, error, "make that folder writable")) from None
