"""One value of a design, with its unit: "150 to 300 ms", "16 commands", "25 %", true, a list of regions."""

from __future__ import annotations

import re
from typing import Any

from raftlab.design.knob_table import Knob

NUMBER = r"(\d{1,9}(?:\.\d{1,6})?)"
TIME_UNITS_MS = {"ms": 1.0, "s": 1000.0}
UNSET_MARK = "?"
"""The value of a knob that is not chosen yet."""

Value = float | int | bool | str | tuple[float, float] | tuple[str, ...] | None


class KnobValueError(Exception):
    """The value is none for this knob; the text says why, and how to write it."""


def read_value(knob: Knob, raw: Any, regions: tuple[str, ...]) -> Value:
    """Return the value that a TOML value stands for; None for one that is not chosen yet. KnobValueError else."""
    if raw == UNSET_MARK or (isinstance(raw, list) and raw == [UNSET_MARK]):
        return None
    if knob.kind == "switch":
        if not isinstance(raw, bool):
            raise KnobValueError("is a switch; write true or false")
        return raw
    if knob.kind == "regions":
        return read_regions(knob, raw, regions)
    if not isinstance(raw, str):
        raise KnobValueError(f"needs a unit; write {value_format_hint(knob)}")
    text = " ".join(raw.split())
    if knob.kind == "choice":
        if text not in knob.choices:
            raise KnobValueError(f"is not one of its choices; write {value_format_hint(knob)}")
        return text
    if knob.also and text == knob.also:
        return knob.also_number
    return read_number(knob, text)


def read_number(knob: Knob, text: str) -> Value:
    """Return a time, a range of times, a count or a percentage."""
    if knob.kind == "times":
        match = re.fullmatch(rf"{NUMBER} to {NUMBER} ?(ms|s)", text, re.ASCII)
        if match is None:
            raise KnobValueError(f"is no range of times; write {value_format_hint(knob)}")
        low, high = (float(match[each]) * TIME_UNITS_MS[match[3]] for each in (1, 2))
        if low > high:
            raise KnobValueError("begins above its end; write the shorter time first")
        return require_in_range(knob, low), require_in_range(knob, high)
    unit = {"time": "(ms|s)", "percent": "(%)"}.get(knob.kind, f"({re.escape(knob.unit)})")
    match = re.fullmatch(rf"{NUMBER} ?{unit}", text, re.ASCII)
    if match is None:
        raise KnobValueError(f"has no unit that fits; write {value_format_hint(knob)}")
    number = float(match[1]) * TIME_UNITS_MS.get(match[2], 1.0)
    if knob.kind == "count":
        if not number.is_integer():
            raise KnobValueError(f"is no whole number; write {value_format_hint(knob)}")
        return int(require_in_range(knob, number))
    return require_in_range(knob, number)


def require_in_range(knob: Knob, number: float) -> float:
    """Return the number if the knob allows it."""
    if not knob.low <= number <= knob.high:
        raise KnobValueError(f"is out of range; it may be {range_text(knob)}")
    return number


def read_regions(knob: Knob, raw: Any, regions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the regions of a placement, in its order."""
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw):
        raise KnobValueError(f'is no list of regions; write ["{regions[0]}", …] with {", ".join(regions)}')
    unknown = [each for each in raw if each not in regions]
    if unknown:
        raise KnobValueError(f"names a region that this workload does not have; there are {', '.join(regions)}")
    if not knob.low <= len(raw) <= knob.high:
        raise KnobValueError(f"names {len(raw)} servers; a design has {knob.low:g} to {knob.high:g}")
    return tuple(raw)


def range_text(knob: Knob) -> str:
    """Return the allowed numbers of a knob, with their unit."""
    unit = {"time": "ms", "times": "ms", "percent": "%"}.get(knob.kind, knob.unit)
    also = f', or "{knob.also}"' if knob.also else ""
    return f"{knob.low:g} to {knob.high:g} {unit}{also}"


def value_format_hint(knob: Knob) -> str:
    """Return how a value of the knob is written, without a number that could be an answer."""
    if knob.kind == "choice":
        return ", ".join(f'"{each}"' for each in knob.choices)
    forms = {"times": '"LOW to HIGH ms"', "time": '"N ms"', "percent": '"N %"'}
    also = f' or "{knob.also}"' if knob.also else ""
    return forms.get(knob.kind, f'"N {knob.unit}"') + also
