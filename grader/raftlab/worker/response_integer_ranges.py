"""Bounds on the numbers of a response that its types leave open: the records of `raftlab.server` have plain ints."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from raftlab.server import Apply, Entry, Message, Reply, SetTimer
from raftlab.worker.responses import NUMBER_LIMIT, DiskImage, Effect, SnapshotResponse, StepResponse


def out_of_bounds_text(response: object) -> str:
    """Return what is out of bounds in a response of a server, "" if nothing is."""
    if not isinstance(response, StepResponse | SnapshotResponse):
        return ""
    if response.observed is not None and not has_valid_terms(response.observed.log):
        return "an entry has an impossible term"
    return next((text for effect in response.effects if (text := effect_bounds_text(effect))), "")


def effect_bounds_text(effect: Effect) -> str:
    """Return what is out of bounds in one effect, "" if nothing is."""
    if isinstance(effect, Apply):
        return "" if 0 <= effect.index <= NUMBER_LIMIT else f"it applied index {effect.index}"
    if isinstance(effect, SetTimer):
        is_valid = 0 <= effect.low_ms <= effect.high_ms <= NUMBER_LIMIT
        return "" if is_valid else f"it set a timer of {effect.low_ms} to {effect.high_ms} ms"
    if isinstance(effect, DiskImage):
        return "" if has_valid_terms(effect.log) else "it persisted an entry of an impossible term"
    if isinstance(effect, Reply):
        return "" if -NUMBER_LIMIT <= effect.sequence <= NUMBER_LIMIT else f"it replied to call {effect.sequence}"
    return ""


def has_valid_terms(log: Iterable[Entry]) -> bool:
    """Return whether each entry of `log` has a term from 0 to the limit."""
    terms = [entry.term for entry in log]
    return not terms or (min(terms) >= 0 and max(terms) <= NUMBER_LIMIT)


def message_bounds_text(message: Message) -> str:
    """Return what is out of bounds in a message, "" if nothing is. Negative numbers are left to the checks."""
    for name, value in zip(message.__struct_fields__, msgspec.structs.astuple(message), strict=True):
        if isinstance(value, int) and not -NUMBER_LIMIT <= value <= NUMBER_LIMIT:
            return f"{type(message).__name__}.{name} is {value}"
        if isinstance(value, tuple) and not has_valid_terms(each for each in value if isinstance(each, Entry)):
            return f"{type(message).__name__}.{name} holds an entry of an impossible term"
    return ""
