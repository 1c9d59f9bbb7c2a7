"""Plain data as JSON holds it, and back, without pickle: atoms, lists, tuples, sets, dicts, and records by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

CONTAINERS: dict[str, Callable[[Iterable[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


@dataclass(frozen=True)
class PlainType:
    """A type of objects that plain data may hold: `parts` takes one apart, `make` puts the parts together again."""

    kind: type
    parts: Callable[[Any], tuple[Any, ...]]
    make: Callable[..., Any]


PlainTypes = Mapping[str, PlainType]
"""Name -> type."""


def record_plain_types(*kinds: type[msgspec.Struct]) -> dict[str, PlainType]:
    """Return the records of these classes as types of plain data."""
    return {kind.__name__: PlainType(kind, msgspec.structs.astuple, kind) for kind in kinds}


def tag_value(value: Any, types: PlainTypes, sorts_dicts: bool = False) -> Any:
    """Return a value as JSON holds it: atoms as they are, everything else a list that begins with its type.

    sorts_dicts: equal dicts give equal results, whatever the order in which they were filled. TypeError for a value
    that is no plain data.
    """
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    name = kind.__name__

    def tagged(parts: Iterable[Any]) -> list[Any]:
        return [tag_value(part, types, sorts_dicts) for part in parts]

    if name in types and kind is types[name].kind:
        return [name, *tagged(types[name].parts(value))]
    if kind is dict:
        pairs = [tagged(pair) for pair in value.items()]
        return ["dict", *(sorted(pairs, key=repr) if sorts_dicts else pairs)]
    if kind in (list, tuple):
        return [name, *tagged(value)]
    if kind in (set, frozenset):
        return [name, *sorted(tagged(value), key=repr)]
    raise TypeError(f"it holds a {name}, which is not plain data")


def untag_value(tagged: Any, types: PlainTypes) -> Any:
    """Return the value of which `tag_value` made `tagged`. ValueError or TypeError for anything else."""
    if not isinstance(tagged, list):
        return tagged
    if not tagged or not isinstance(tagged[0], str):
        raise ValueError("a list without the name of its type is not plain data")
    name, *parts = tagged
    if name == "dict":
        return {untag_value(key, types): untag_value(each, types) for key, each in parts}
    values = [untag_value(part, types) for part in parts]
    if name in types:
        return types[name].make(*values)
    if name not in CONTAINERS:
        raise ValueError(f"a {name} is not plain data")
    return CONTAINERS[name](values)
