"""States of servers kept as interned snapshots: equal states have one id, and an id can be stepped from again.

Two states are equal when their canonical forms are: types kept apart, sets sorted, the order of dicts and the sharing
of mutable values kept. Only plain data has a form, so no object of a submission can make its states look equal.
"""

from __future__ import annotations

import pickle
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable
from typing import Any

from raftlab.server import ClientRequest, Command, Entry, Log, Message, Options, Server, Waiting

RECORDS: tuple[type, ...] = (Command, Entry, Options, Waiting, ClientRequest)
ATOMS = frozenset({type(None), int, str, bytes})
LISTS: dict[type, str] = {list: "list", deque: "deque"}
DICTS: dict[type, str] = {dict: "dict", OrderedDict: "OrderedDict", Counter: "Counter", defaultdict: "defaultdict"}


class StateError(TypeError):
    """A server's state is not plain data; the text names the attribute and its type."""


class Snapshots:
    """Interns dicts of plain data. An id is the position of its first occurrence."""

    def __init__(self, messages: Iterable[type[Message]] = ()) -> None:
        self._records = frozenset((*RECORDS, *messages))
        self._ids: dict[object, int] = {}
        self._saved: list[bytes] = []

    def intern(self, state: dict[str, Any]) -> int:
        """Return the id of `state`. StateError for what is not plain data."""
        shared: dict[int, int] = {}
        form = tuple((name, self._form(value, name, shared)) for name, value in state.items())
        known = self._ids.setdefault(form, len(self._saved))
        if known == len(self._saved):
            self._saved.append(pickle.dumps(state, protocol=5))
        return known

    def restore(self, number: int) -> dict[str, Any]:
        """Return a fresh copy of the state `number`."""
        state: dict[str, Any] = pickle.loads(self._saved[number])
        return state

    def __len__(self) -> int:
        return len(self._saved)

    def _form(self, value: Any, name: str, shared: dict[int, int]) -> object:
        """Return the canonical form of `value`: atoms stand for themselves, all else is a tuple that names its type."""
        kind = type(value)
        if kind in ATOMS:
            return value
        if kind is bool or kind is float:
            return kind.__name__, repr(value)
        if kind is tuple:
            return "tuple", *(self._form(item, name, shared) for item in value)
        if kind in self._records:
            return kind.__name__, *(self._form(getattr(value, f), name, shared) for f in kind.__struct_fields__)
        if kind is frozenset:
            return "frozenset", *sorted((self._form(item, name, shared) for item in value), key=repr)
        known = shared.get(id(value))
        if known is not None:
            return "same as", known
        shared[id(value)] = len(shared)
        return self._form_of_mutable(value, kind, name, shared)

    def _form_of_mutable(self, value: Any, kind: type, name: str, shared: dict[int, int]) -> object:
        if kind is Log:
            return "Log", self._form(vars(value), name, shared)
        if kind in LISTS:
            return LISTS[kind], *(self._form(item, name, shared) for item in value)
        if kind in DICTS:
            pairs = ((self._form(k, name, shared), self._form(v, name, shared)) for k, v in value.items())
            return DICTS[kind], *pairs
        if kind is set:
            return "set", *sorted((self._form(item, name, shared) for item in value), key=repr)
        raise StateError(
            f"self.{name} holds a {kind.__name__}: state must be plain data (numbers, strings, tuples, lists, dicts, "
            "sets and the records of raftlab.server)"
        )


def check_explorable(kind: type[Server]) -> None:
    """Raise StateError where a layer keeps state outside of the server's attributes."""
    for layer in kind.__mro__:
        if layer is not Server and layer is not object and layer.__dict__.get("__slots__"):
            raise StateError(f"{layer.__name__} declares __slots__: state must be in plain attributes")
