"""Plain data as JSON holds it, and back, without pickle: atoms, lists, tuples, sets, dicts, and types by name."""

from __future__ import annotations

import enum
import sys
from abc import ABC
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic

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


FACTORIES: dict[str, Any] = {"": None, "int": int, "str": str, "list": list, "dict": dict, "set": set}
"""The default factories of a defaultdict that can be stored, by name."""


def factory_name(value: defaultdict[Any, Any]) -> str:
    """Return the name of the default factory. TypeError for one that cannot be stored."""
    for name, factory in FACTORIES.items():
        if value.default_factory is factory:
            return name
    raise TypeError("it holds a defaultdict whose values are made by something else than a plain type (int, list, …)")


COLLECTION_TYPES: PlainTypes = {
    "deque": PlainType(deque, lambda value: (value.maxlen, *value), lambda limit, *items: deque(items, limit)),
    "Counter": PlainType(Counter, lambda value: (dict(value),), Counter),
    "OrderedDict": PlainType(OrderedDict, lambda value: tuple(value.items()), lambda *pairs: OrderedDict(pairs)),
    "defaultdict": PlainType(
        defaultdict,
        lambda value: (factory_name(value), dict(value)),
        lambda name, items: defaultdict(FACTORIES[name], items),
    ),
}
"""The types of the module `collections`."""

UNSEARCHED_MODULES = ("builtins", "raftlab.server")
"""The modules of classes that every server has, beside its layers."""

STATELESS_BASES = (object, Generic, ABC)
"""Base classes that add no state to an object."""


@lru_cache(maxsize=16)
def layer_plain_types(layers: tuple[type, ...]) -> PlainTypes:
    """Return the types that the modules of these classes define: named tuples, enums, and classes with attributes."""
    found: dict[str, PlainType] = {}
    for layer in [each for each in layers if each.__module__ not in UNSEARCHED_MODULES]:
        module = vars(sys.modules.get(layer.__module__, object))
        for each in [*vars(layer).values(), *module.values()]:
            if isinstance(each, type) and each.__module__ == layer.__module__ and each not in layers:
                for kind in own_plain_types(each):
                    found.setdefault(each.__name__, kind)
    return found


def own_plain_types(kind: type) -> Iterator[PlainType]:
    """Yield the type of plain data that a layer's own class is; nothing for another class."""
    if issubclass(kind, enum.Enum):
        yield PlainType(kind, lambda member: (member.value,), kind)
    elif issubclass(kind, tuple):
        yield PlainType(kind, tuple, lambda *items: tuple.__new__(kind, items))
    elif all(base.__module__ == kind.__module__ or base in STATELESS_BASES for base in kind.__mro__):
        yield PlainType(kind, object_parts, lambda attributes: object_of_parts(kind, attributes))


def object_parts(value: object) -> tuple[dict[str, Any]]:
    """Return the attributes of an object, those in slots too."""
    state = object.__getstate__(value)
    in_dict, in_slots = state if isinstance(state, tuple) else (state, None)
    return ({**(in_dict or {}), **(in_slots or {})},)


def object_of_parts(kind: type, attributes: dict[str, Any]) -> object:
    """Return an object with these attributes, made without a method of its class."""
    value: object = object.__new__(kind)
    for name, each in attributes.items():
        object.__setattr__(value, name, each)
    return value


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
