"""The knobs of a design: the kind, the unit and the range of each, and the scenes that explain it."""

from __future__ import annotations

import tomllib
from typing import Literal

import msgspec

from raftlab.kit import Scene
from raftlab.server import Record

KnobKind = Literal["time", "times", "count", "percent", "choice", "switch", "regions"]
KNOBS_FILE = "knobs.toml"


class Knob(Record, frozen=True):
    """One knob. low and high bound its number (for regions: how many). scenes: those that defend a choice.

    unit: what a count counts. choices: the words that a choice may be. also: a word that stands for `also_number`.
    """

    name: str
    kind: KnobKind
    about: str
    scenes: tuple[str, ...]
    low: float = 0
    high: float = 0
    unit: str = ""
    choices: tuple[str, ...] = ()
    also: str = ""
    also_number: float = 0


def read_knobs(scene: Scene) -> dict[str, Knob]:
    """Return the knobs of a design scene by name, in the order of its table."""
    table = tomllib.loads((scene.folder / KNOBS_FILE).read_text(encoding="utf-8"))
    return {name: msgspec.convert({"name": name, **fields}, Knob) for name, fields in table.items()}
