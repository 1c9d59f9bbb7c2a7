"""What outlives the servers: what the submission's own modules, classes and functions hold, by name.

A handler's state belongs in its server's attributes; a restart loses the rest of them, and no other server sees them.
What lies elsewhere is compared by its form: plain data and containers by what is in them, objects of the submission's
own classes by their attributes, anything else by its type. No code of the submission runs for it.
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

PARTS_LIMIT = 5_000
"""How many parts of one value are looked at."""
DEPTH_LIMIT = 30
NAMES_LIMIT = 20
"""How many names of what changed are told."""
NAME_LIMIT = 80
ATOMS = frozenset(map(id, (type(None), int, str, bytes)))
"""Types are told apart by identity: a metaclass can call its class equal to any other."""
TEXTS: tuple[type[Any], ...] = (int, str, bytes, float)
ROWS: tuple[type[Any], ...] = (list, deque, tuple, bytearray)
SETS: tuple[type[Any], ...] = (set, frozenset)
UNCHANGING: tuple[type[Any], ...] = (tuple, frozenset, msgspec.Struct, FunctionType)
"""Whether two places hold the same one of these, or one and its equal, makes no difference."""
CACHE: type[Any] = type(functools.lru_cache(id))
WRAPPERS = frozenset(map(id, (staticmethod, classmethod, CACHE)))

Held = Mapping[str, object]
"""The form of each value outside of the servers, by the name that is told of it."""


def held(kind: type[Server], own: slice) -> Held:
    """Return what the modules of the layers `own`, of those of `kind`, hold, and all classes that it is composed of."""
    names = {space_of(layer).get("__module__") for layer in kind.__bases__[own]}
    modules = frozenset(name for name in names if name in sys.modules)
    found: dict[str, object] = {}
    for name in sorted(modules):
        for told, value in named(vars(sys.modules[name])):
            found[told] = form(value, modules)
    for layer in kind.__mro__[:-1]:
        if space_of(layer).get("__module__") not in modules:
            for told, value in shared_by_class(layer, "type(self)" if layer is kind else type_name(layer)):
                found[told] = value.__qualname__ if type(value) is FunctionType else form(value, modules)
    return found


def changed(before: Held, after: Held) -> tuple[str, ...]:
    """Return the names whose values are not what they were, in order; the first of them where they are many."""
    missing = object()
    names = before.keys() | after.keys()
    return tuple(sorted(name for name in names if before.get(name, missing) != after.get(name, missing))[:NAMES_LIMIT])


# ---- names ------------------------------------------------------------------------------------------------------


def named(space: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield each value that a module holds, under its name: its globals, and what its classes and functions hold."""
    for name, value in list(space.items()):
        if is_special(name):
            continue
        if is_kind(value) and space_of(value).get("__module__") == space.get("__name__"):
            yield from shared_by_class(value, name, space)
        elif (function := unwrapped(value)) is not None and function.__globals__ is space:
            yield from remembered(name, value, function)
        else:
            yield label(name, "a global of the module"), value


def shared_by_class(kind: type, owner: str, space: object = None) -> Iterator[tuple[str, object]]:
    """Yield each attribute of a class, told as `owner`, and what its functions hold where their module is `space`."""
    for name, value in list(space_of(kind).items()):
        if is_special(name):
            continue
        function = unwrapped(value)
        if function is None or function.__globals__ is not space:
            yield label(f"{owner}.{name}", "an attribute of the class"), value
        else:
            yield from remembered(f"{owner}.{name}", value, function)


def remembered(name: str, value: object, function: FunctionType) -> Iterator[tuple[str, object]]:
    """Yield what a function holds from call to call: a cache, defaults, what it encloses, its attributes."""
    if type(value) is CACHE:
        yield label(name, "a cache"), value
    yield label(name, "a function"), function.__code__.co_name
    places = function.__code__.co_varnames[: function.__code__.co_argcount]
    given = function.__defaults__ or ()
    for parameter, default in zip(places[len(places) - len(given) :], given, strict=True):
        yield label(f"{parameter} of {name}", "a default"), default
    for parameter, default in (function.__kwdefaults__ or {}).items():
        yield label(f"{parameter} of {name}", "a default"), default
    for enclosed, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield label(f"{enclosed} of {name}", "a closure"), cell
    for attribute, each in vars(function).items():
        if not is_special(attribute):
            yield label(f"{name}.{attribute}", "an attribute of the function"), each


def unwrapped(value: object) -> FunctionType | None:
    """Return the function that `value` is, or that it is made of; None where it is none."""
    if id(type(value)) in WRAPPERS:
        return unwrapped(value.__wrapped__)  # type: ignore[attr-defined]
    if type(value) is property:
        return unwrapped(value.fget)
    return value if type(value) is FunctionType else None


def label(name: str, what: str) -> str:
    """Return the name that is told, cut where it is long."""
    return f"{name[: NAME_LIMIT - len(what) - 3].encode('utf-8', 'replace').decode()} ({what})"


def is_special(name: object) -> bool:
    """Tell whether Python itself gives the name a meaning; what lies there is Python's to change."""
    return type(name) is not str or (name.startswith("__") and name.endswith("__"))


def is_kind(value: object) -> bool:
    """Tell whether `value` is a class."""
    return issubclass(type(value), type)


# ---- forms ------------------------------------------------------------------------------------------------------


def form(value: object, own: frozenset[str]) -> object:
    """Return the form of `value`; its type alone where a class of the submission lets nothing more be seen."""
    try:
        return Form(own)(value)
    except Exception:
        return type_name(type(value))


class Form:
    """Makes the form of one value: atoms stand for themselves, all else is a tuple that names its type.

    Objects are looked into where their class is of one of the modules `own`.
    """

    def __init__(self, own: frozenset[str]) -> None:
        self._own = own
        self._left = PARTS_LIMIT
        self._seen: dict[int, int] = {}
        self._kept: list[object] = []  # what is gone would leave its id to another

    def __call__(self, value: object, depth: int = 0) -> object:
        kind = type(value)
        self._left -= 1
        if self._left < 0 or depth > DEPTH_LIMIT:
            return type_name(kind)
        if id(kind) in ATOMS:
            return value
        if kind is bool or kind is float:
            return kind.__name__, repr(value)
        if not issubclass(kind, UNCHANGING):
            known = self._seen.setdefault(id(value), len(self._kept))
            if known < len(self._kept):
                return "same as", known
            self._kept.append(value)
        return (type_name(kind), *(self(part, depth + 1) for part in self._parts(value, kind)))

    def _parts(self, value: Any, kind: type) -> Iterable[object]:
        """Return what the value consists of, by the means of Python's own types; nothing where that is not known."""
        for base in ROWS:
            if issubclass(kind, base):
                return (base.__len__(value), *self._first(base.__iter__(value)), *self._attributes(value, kind))
        if issubclass(kind, dict):
            pairs = itertools.chain.from_iterable(dict.items(value))
            return (dict.__len__(value), *self._first(pairs), *self._attributes(value, kind))
        for base in SETS:
            if issubclass(kind, base):
                return (base.__len__(value), *self._sorted(base.__iter__(value)))
        for base in TEXTS:
            if issubclass(kind, base):
                return (base.__repr__(value),)  # type: ignore[call-arg]
        if issubclass(kind, msgspec.Struct):
            return msgspec.structs.astuple(value)
        if issubclass(kind, Server):
            return ()
        known = [parts for python, parts in PARTS.items() if kind is python]
        return known[0](value) if known else self._attributes(value, kind)

    def _first(self, parts: Iterator[object]) -> Iterator[object]:
        """Return as many of `parts` as may still be looked at."""
        return itertools.islice(parts, max(self._left, 0))

    def _sorted(self, parts: Iterator[object]) -> list[object]:
        """Return the forms of a set's items, in an order of their own."""
        return sorted((Form(self._own)(each) for each in self._first(parts)), key=repr)

    def _attributes(self, value: object, kind: type) -> Iterable[object]:
        return (attributes(value, kind),) if space_of(kind).get("__module__") in self._own else ()


def cell_parts(cell: CellType) -> Iterable[object]:
    """Return what a closure's cell holds."""
    try:
        return (cell.cell_contents,)
    except ValueError:
        return ()


def generator_parts(generator: GeneratorType[Any, Any, Any]) -> Iterable[object]:
    """Return where a generator stands and what it holds."""
    frame = generator.gi_frame
    return () if frame is None else (frame.f_lasti, dict(frame.f_locals))


def stepper_parts(stepper: Any) -> Iterable[object]:
    """Return how far an endless iterator is, where this Python tells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            told = stepper.__reduce__()
        except TypeError:
            return (repr(stepper),)
    return tuple(told[1:])


def attributes(value: object, kind: type) -> dict[str, object]:
    """Return the attributes of an object, those in slots included."""
    found: dict[str, object] = {}
    for base in type.__dict__["__mro__"].__get__(kind):
        for name, slot in space_of(base).items():
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


def space_of(kind: type) -> Mapping[str, Any]:
    """Return the attributes of a class itself, whatever a metaclass would tell."""
    space: Mapping[str, Any] = type.__dict__["__dict__"].__get__(kind)
    return space


def type_name(kind: type) -> str:
    """Return the name of a type, whatever a metaclass would tell."""
    name: str = type.__dict__["__name__"].__get__(kind)
    return name


def items_left(value: Any) -> Iterable[object]:
    """Return how many items an iterator still has."""
    return (operator.length_hint(value),)


LISTERS = map(type, (iter([]), iter(()), iter({}), iter(set()), iter(range(0)), iter(""), reversed([])))
PARTS: dict[type, Callable[[Any], Iterable[object]]] = {
    FunctionType: lambda it: (it.__qualname__, it.__defaults__, it.__kwdefaults__, it.__closure__, vars(it)),
    MethodType: lambda it: (it.__func__, it.__self__),
    staticmethod: lambda it: (it.__func__,),
    classmethod: lambda it: (it.__func__,),
    functools.partial: lambda it: (it.func, it.args, it.keywords),
    CACHE: lambda it: it.cache_info(),
    CellType: cell_parts,
    GeneratorType: generator_parts,
    itertools.count: stepper_parts,
    itertools.cycle: stepper_parts,
    **dict.fromkeys(LISTERS, items_left),
}
"""What the types of Python that can remember consist of."""
