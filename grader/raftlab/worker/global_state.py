"""Reads the state outside of the servers: values of the submission's modules, classes and functions, by name.

A handler's state belongs in its server's attributes: a restart loses what is not durable, and no other server sees it.
State elsewhere is compared by its form: plain data and containers by their contents, objects of the submission's own
classes by their attributes, anything else by its type. This runs no code of the submission.
"""

from __future__ import annotations

import functools
import itertools
import operator
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import CellType, FunctionType, GeneratorType, MemberDescriptorType, MethodType
from typing import Any

import msgspec

from raftlab.server import Server

VALUE_PARTS_LIMIT = 5_000
"""How many parts of one value are compared."""
DEPTH_LIMIT = 30
CHANGED_NAMES_LIMIT = 20
"""How many changed names are reported."""
NAME_LENGTH_LIMIT = 80
ATOM_TYPE_IDS = frozenset(map(id, (type(None), int, str, bytes)))
"""Types are told apart by identity: a metaclass can call its class equal to any other."""
SCALAR_TYPES: tuple[type[Any], ...] = (int, str, bytes, float)
SEQUENCE_TYPES: tuple[type[Any], ...] = (list, deque, tuple, bytearray)
SET_TYPES: tuple[type[Any], ...] = (set, frozenset)
IMMUTABLE_TYPES: tuple[type[Any], ...] = (tuple, frozenset, msgspec.Struct, FunctionType)
"""For these types, sharing one object or having two equal ones makes no difference."""
LRU_CACHE_TYPE: type[Any] = type(functools.lru_cache(id))
WRAPPER_TYPE_IDS = frozenset(map(id, (staticmethod, classmethod, LRU_CACHE_TYPE)))

GlobalState = Mapping[str, object]
"""The form of each value outside of the servers, by the name that is reported."""


def read_global_state(server_class: type[Server], submission_bases: slice) -> GlobalState:
    """Return the globals of the modules of the submission, and the attributes of all classes of `server_class`."""
    names = {class_namespace(layer).get("__module__") for layer in server_class.__bases__[submission_bases]}
    modules = frozenset(name for name in names if name in sys.modules)
    found: dict[str, object] = {}
    for name in sorted(modules):
        for told, value in module_values(vars(sys.modules[name])):
            found[told] = canonical_form(value, modules)
    for layer in server_class.__mro__[:-1]:
        if class_namespace(layer).get("__module__") not in modules:
            for told, value in class_values(layer, "type(self)" if layer is server_class else type_name(layer)):
                found[told] = value.__qualname__ if type(value) is FunctionType else canonical_form(value, modules)
    return found


def changed_names(before: GlobalState, after: GlobalState) -> tuple[str, ...]:
    """Return the names whose values changed, sorted, at most CHANGED_NAMES_LIMIT."""
    missing = object()
    names = before.keys() | after.keys()
    return tuple(
        sorted(name for name in names if before.get(name, missing) != after.get(name, missing))[:CHANGED_NAMES_LIMIT]
    )


# ---- names ------------------------------------------------------------------------------------------------------


def module_values(namespace: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield each value of a module with its name: globals, and the values of its classes and functions."""
    for name, value in list(namespace.items()):
        if is_dunder(name):
            continue
        if is_class(value) and class_namespace(value).get("__module__") == namespace.get("__name__"):
            yield from class_values(value, name, namespace)
        elif (function := unwrap_function(value)) is not None and function.__globals__ is namespace:
            yield from function_values(name, value, function)
        else:
            yield value_label(name, "a global of the module"), value


def class_values(owner_class: type, owner_name: str, namespace: object = None) -> Iterator[tuple[str, object]]:
    """Yield each attribute of a class, named by `owner_name`, and the values of its functions in `namespace`."""
    for name, value in list(class_namespace(owner_class).items()):
        if is_dunder(name):
            continue
        function = unwrap_function(value)
        if function is None or function.__globals__ is not namespace:
            yield value_label(f"{owner_name}.{name}", "an attribute of the class"), value
        else:
            yield from function_values(f"{owner_name}.{name}", value, function)


def function_values(name: str, value: object, function: FunctionType) -> Iterator[tuple[str, object]]:
    """Yield the values that a function keeps between calls: a cache, defaults, closure cells, attributes."""
    if type(value) is LRU_CACHE_TYPE:
        yield value_label(name, "a cache"), value
    yield value_label(name, "a function"), function.__code__.co_name
    places = function.__code__.co_varnames[: function.__code__.co_argcount]
    given = function.__defaults__ or ()
    for parameter, default in zip(places[len(places) - len(given) :], given, strict=True):
        yield value_label(f"{parameter} of {name}", "a default"), default
    for parameter, default in (function.__kwdefaults__ or {}).items():
        yield value_label(f"{parameter} of {name}", "a default"), default
    for enclosed, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield value_label(f"{enclosed} of {name}", "a closure"), cell
    for attribute, each in vars(function).items():
        if not is_dunder(attribute):
            yield value_label(f"{name}.{attribute}", "an attribute of the function"), each


def unwrap_function(value: object) -> FunctionType | None:
    """Return the function that `value` is or wraps, or None."""
    if id(type(value)) in WRAPPER_TYPE_IDS:
        return unwrap_function(value.__wrapped__)  # type: ignore[attr-defined]
    if type(value) is property:
        return unwrap_function(value.fget)
    return value if type(value) is FunctionType else None


def value_label(name: str, description: str) -> str:
    """Return the name that is reported, at most NAME_LENGTH_LIMIT characters."""
    return f"{name[: NAME_LENGTH_LIMIT - len(description) - 3].encode('utf-8', 'replace').decode()} ({description})"


def is_dunder(name: object) -> bool:
    """Return whether the name is one of Python's own, which Python itself may change."""
    return type(name) is not str or (name.startswith("__") and name.endswith("__"))


def is_class(value: object) -> bool:
    """Return whether `value` is a class."""
    return issubclass(type(value), type)


# ---- forms ------------------------------------------------------------------------------------------------------


def canonical_form(value: object, module_names: frozenset[str]) -> object:
    """Return the form of `value`; only its type if looking at it raises."""
    try:
        return Canonicalizer(module_names)(value)
    except Exception:
        return type_name(type(value))


class Canonicalizer:
    """Makes the form of one value: atoms are themselves, all else is a tuple that names its type.

    The attributes of an object count if its class is from one of `module_names`.
    """

    def __init__(self, module_names: frozenset[str]) -> None:
        self._own = module_names
        self._left = VALUE_PARTS_LIMIT
        self._seen: dict[int, int] = {}
        self._kept: list[object] = []  # what is gone would leave its id to another

    def __call__(self, value: object, depth: int = 0) -> object:
        kind = type(value)
        self._left -= 1
        if self._left < 0 or depth > DEPTH_LIMIT:
            return type_name(kind)
        if id(kind) in ATOM_TYPE_IDS:
            return value
        if kind is bool or kind is float:
            return kind.__name__, repr(value)
        if not issubclass(kind, IMMUTABLE_TYPES):
            known = self._seen.setdefault(id(value), len(self._kept))
            if known < len(self._kept):
                return "same as", known
            self._kept.append(value)
        return (type_name(kind), *(self(part, depth + 1) for part in self._parts(value, kind)))

    def _parts(self, value: Any, kind: type) -> Iterable[object]:
        """Return the parts of the value, read with the methods of Python's own types; nothing for unknown types."""
        for base in SEQUENCE_TYPES:
            if issubclass(kind, base):
                return (base.__len__(value), *self._first(base.__iter__(value)), *self._attributes(value, kind))
        if issubclass(kind, dict):
            pairs = itertools.chain.from_iterable(dict.items(value))
            return (dict.__len__(value), *self._first(pairs), *self._attributes(value, kind))
        for base in SET_TYPES:
            if issubclass(kind, base):
                return (base.__len__(value), *self._sorted(base.__iter__(value)))
        for base in SCALAR_TYPES:
            if issubclass(kind, base):
                return (base.__repr__(value),)  # type: ignore[call-arg]
        if issubclass(kind, msgspec.Struct):
            return msgspec.structs.astuple(value)
        if issubclass(kind, Server):
            return ()
        known = [parts for python, parts in PARTS_BY_TYPE.items() if kind is python]
        return known[0](value) if known else self._attributes(value, kind)

    def _first(self, parts: Iterator[object]) -> Iterator[object]:
        """Return as many of `parts` as the limit allows."""
        return itertools.islice(parts, max(self._left, 0))

    def _sorted(self, parts: Iterator[object]) -> list[object]:
        """Return the forms of a set's items, sorted."""
        return sorted((Canonicalizer(self._own)(each) for each in self._first(parts)), key=repr)

    def _attributes(self, value: object, kind: type) -> Iterable[object]:
        return (instance_attributes(value, kind),) if class_namespace(kind).get("__module__") in self._own else ()


def cell_parts(cell: CellType) -> Iterable[object]:
    """Return the contents of a closure's cell."""
    try:
        return (cell.cell_contents,)
    except ValueError:
        return ()


def generator_parts(generator: GeneratorType[Any, Any, Any]) -> Iterable[object]:
    """Return the position and the variables of a generator."""
    frame = generator.gi_frame
    return () if frame is None else (frame.f_lasti, dict(frame.f_locals))


def iterator_parts(iterator: Any) -> Iterable[object]:
    """Return the position of an endless iterator, if this Python shows it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            told = iterator.__reduce__()
        except TypeError:
            return (repr(iterator),)
    return tuple(told[1:])


def instance_attributes(value: object, value_type: type) -> dict[str, object]:
    """Return the attributes of an object, including slots."""
    found: dict[str, object] = {}
    for base in type.__dict__["__mro__"].__get__(value_type):
        for name, slot in class_namespace(base).items():
            if type(slot) is MemberDescriptorType:
                try:
                    found[name] = slot.__get__(value)
                except AttributeError:
                    continue
    try:
        found |= object.__getattribute__(value, "__dict__")
    except AttributeError:
        pass
    return found


def class_namespace(class_: type) -> Mapping[str, Any]:
    """Return the attributes of a class itself, bypassing a metaclass."""
    space: Mapping[str, Any] = type.__dict__["__dict__"].__get__(class_)
    return space


def type_name(class_: type) -> str:
    """Return the name of a type, bypassing a metaclass."""
    name: str = type.__dict__["__name__"].__get__(class_)
    return name


def remaining_item_count(value: Any) -> Iterable[object]:
    """Return how many items an iterator still has."""
    return (operator.length_hint(value),)


ITERATOR_TYPES = map(type, (iter([]), iter(()), iter({}), iter(set()), iter(range(0)), iter(""), reversed([])))
PARTS_BY_TYPE: dict[type, Callable[[Any], Iterable[object]]] = {
    FunctionType: lambda it: (it.__qualname__, it.__defaults__, it.__kwdefaults__, it.__closure__, vars(it)),
    MethodType: lambda it: (it.__func__, it.__self__),
    staticmethod: lambda it: (it.__func__,),
    classmethod: lambda it: (it.__func__,),
    functools.partial: lambda it: (it.func, it.args, it.keywords),
    LRU_CACHE_TYPE: lambda it: it.cache_info(),
    CellType: cell_parts,
    GeneratorType: generator_parts,
    itertools.count: iterator_parts,
    itertools.cycle: iterator_parts,
    **dict.fromkeys(ITERATOR_TYPES, remaining_item_count),
}
"""The parts of Python's types that can hold state."""
