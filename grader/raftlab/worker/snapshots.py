"""Server states kept as interned snapshots: equal states have one id, and a handler can run again from an id.

Two states are equal if their canonical forms are: types kept apart, sets sorted, the order of dicts and the sharing of
mutable values kept. Only plain data has a form, so no object of a submission can make its states look equal.
"""

from __future__ import annotations

import hashlib
import io
import marshal
import pickle
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Container, Iterable
from typing import Any

import msgspec

from raftlab.server import (
    Change,
    ClientRequest,
    Command,
    CompactionRequest,
    Configuration,
    ConfigurationRequest,
    Entry,
    Log,
    Message,
    Options,
    Server,
    Snapshot,
    TransferRequest,
    Waiting,
    WriteCompletion,
)
from raftlab.worker.custom_object_codec import (
    RESTORING_FUNCTION_IDS,
    PlainObjectReducer,
    enum_member_name,
    read_instance_dict,
    read_slots,
    unset_option,
)

RECORD_TYPES: tuple[type, ...] = (
    *(Command, Entry, Options, Waiting, ClientRequest),
    *(Configuration, Change, ConfigurationRequest, CompactionRequest, Snapshot),
    *(TransferRequest, WriteCompletion),
)
LIST_TYPES: tuple[type, ...] = (list, deque)
DICT_TYPES: tuple[type, ...] = (dict, OrderedDict, Counter, defaultdict)
DEFAULT_FACTORIES: tuple[object, ...] = (None, int, str, list, dict, set)
"""The allowed default factories of a defaultdict."""
MEMORY_CHECK_INTERVAL = 128
"""How many new states lie between two tests for free memory."""
FREE_MEMORY_BYTES = 4 << 20
"""How much memory must be free to go on: snapshots must not use up the memory of handlers."""
SAMPLE_SIZE = 3_000
"""How many states are searched for attributes that make them differ."""
MERGED_SHARE = 0.7
"""Up to this share of the states is left without an attribute that is named."""
MARSHAL_VERSION = 2
"""The version of marshal that writes equal values equally, whatever objects they share."""
ATOM_TYPE_IDS = frozenset(map(id, (type(None), int, str, bytes)))
"""Types are told apart by identity: a metaclass can call its class equal to any other."""


PLAIN_DATA_TEXT = (
    "state must be plain data (numbers, strings, tuples, lists, dicts, sets, the records of raftlab.server, and named "
    "tuples, enums and objects of classes at the top of your file)"
)


class StateError(TypeError):
    """A server's state is not plain data; the text names the attribute and its type. `attribute`: its name."""

    def __init__(self, text: str, attribute: str = "") -> None:
        super().__init__(text)
        self.attribute = attribute


class SnapshotStore:
    """Interns dicts of plain data. An id is the position of its first occurrence.

    Equal bytes are the same state, the usual case; different bytes can still be the same state.
    """

    def __init__(self, message_types: Iterable[type[Message]] = (), objects: PlainObjectReducer | None = None) -> None:
        self._objects = objects or PlainObjectReducer()
        self._plain = frozenset(
            map(id, (*RECORD_TYPES, *LIST_TYPES, *DICT_TYPES, *DEFAULT_FACTORIES, msgspec.UNSET, Log, *message_types))
        )
        self._by_bytes: dict[bytes, int] = {}
        self._records = frozenset(map(id, (*RECORD_TYPES, *message_types)))
        self._lists = frozenset(map(id, LIST_TYPES))
        self._dicts = frozenset(map(id, DICT_TYPES))
        self._ids: dict[bytes, int] = {}
        self._saved: list[bytes] = []

    def intern(self, state: dict[str, Any]) -> int:
        """Return the id of `state`. StateError if it is not plain data."""
        data = self._pickled(state)
        name = fingerprint(data) if data is not None else b""
        known = self._by_bytes.get(name)
        if known is not None:
            return known
        form = marshal.dumps(self._form_of_state(state), MARSHAL_VERSION)
        known = self._ids.setdefault(fingerprint(form), len(self._saved))
        if data is None:
            raise StateError(f"self holds what is not plain data; {PLAIN_DATA_TEXT}")
        self._by_bytes[name] = known
        if known == len(self._saved):
            self._saved.append(data)
        return known

    def _pickled(self, state: dict[str, Any]) -> bytes | None:
        """Return the bytes of `state`; None if it is not plain data, which could choose its own bytes."""
        written = io.BytesIO()
        try:
            PlainDataPickler(written, self._plain, self._objects).dump(state)
        except pickle.PicklingError:
            return None
        return written.getvalue()

    def saved_bytes(self, snapshot_id: int) -> bytes:
        """Return the bytes of the state `snapshot_id`."""
        return self._saved[snapshot_id]

    def restore(self, snapshot_id: int) -> dict[str, Any]:
        """Return a fresh copy of the state `snapshot_id`."""
        state: dict[str, Any] = pickle.loads(self._saved[snapshot_id])
        return state

    def __len__(self) -> int:
        return len(self._saved)

    def varying_attributes(self, declared: Container[str]) -> list[str]:
        """Return the attributes outside of `declared` that make states differ, with the numbers of states in words.

        Each can make a search of all states endless. The states are a sample: the first SAMPLE_SIZE.
        """
        states: list[dict[str, bytes]] = []
        form: Any
        for each in range(min(SAMPLE_SIZE, len(self._saved))):
            shared: dict[int, int] = {}
            held: dict[str, bytes] = {}
            for name, value in self.restore(each).items():
                form = self._form(value, name, shared)
                held[name] = marshal.dumps(form, MARSHAL_VERSION)
            states.append(held)
        found: list[tuple[int, str]] = []
        for name in {name: None for held in states for name in held if name not in declared}:
            without = len(
                {frozenset((other, form) for other, form in held.items() if other != name) for held in states}
            )
            if without <= len(states) * MERGED_SHARE:
                found.append((without, name))
        return [f"{name[:40]} ({len(states)} states, {count} without it)" for count, name in sorted(found)]

    def _form_of_state(self, state: dict[str, Any]) -> Any:
        """Return the canonical form of the attributes, names first."""
        shared: dict[int, int] = {}
        forms: list[object] = []
        for name, value in state.items():
            if type(name) is not str:
                raise StateError(f"self has an attribute whose name is a {type(name).__name__}, not a string")
            forms.append(value if id(type(value)) in ATOM_TYPE_IDS else self._form(value, name, shared))
        return tuple(state), *forms

    def _form(self, value: Any, name: str, shared: dict[int, int]) -> object:
        """Return the canonical form of `value`: atoms are themselves, all else is a tuple that names its type."""
        kind = type(value)
        if id(kind) in ATOM_TYPE_IDS:
            return value
        if kind is bool or kind is float:
            return kind.__name__, repr(value)
        if kind is tuple:
            return "tuple", *self._forms(value, name, shared)
        if kind is msgspec.UnsetType:  # an option that is not set
            return ("unset",)
        if id(kind) in self._records:
            return kind.__name__, *self._forms(msgspec.structs.astuple(value), name, shared)
        own = self._objects.kind_of(kind)
        if own == "tuple":
            return class_label(kind), *self._forms(value, name, shared)
        if own == "member":
            return class_label(kind), *self._forms(enum_member_name(value), name, shared)
        if kind is frozenset:
            return "frozenset", *sorted(self._forms(value, name, shared), key=repr)
        known = shared.get(id(value))
        if known is not None:
            return "same as", known
        shared[id(value)] = len(shared)
        return self._form_of_mutable(value, kind, name, shared)

    def _form_of_mutable(self, value: Any, kind: type, name: str, shared: dict[int, int]) -> object:
        if kind is Log:
            return "Log", self._form(vars(value), name, shared)
        if kind is set:
            return "set", *sorted(self._forms(value, name, shared), key=repr)
        if id(kind) in self._lists:
            return kind.__name__, *self._forms(value, name, shared)
        if id(kind) in self._dicts:
            made_by = default_factory_name(value, name) if kind is defaultdict else ""
            keys, values = self._forms(value, name, shared), self._forms(value.values(), name, shared)
            return kind.__name__, made_by, *keys, *values
        if self._objects.kind_of(kind) == "object":
            attributes = [
                part
                for each in (read_slots(value), read_instance_dict(value))
                for pair in each.items()
                for part in pair
            ]
            return class_label(kind), *self._forms(attributes, name, shared)
        raise StateError(f"self.{name} holds a {kind.__name__}: {PLAIN_DATA_TEXT}", name)

    def _forms(self, values: Iterable[Any], name: str, shared: dict[int, int]) -> list[object]:
        """Return the canonical forms of `values`; atoms, the usual case, need no call."""
        return [each if id(type(each)) in ATOM_TYPE_IDS else self._form(each, name, shared) for each in values]


def has_free_memory() -> bool:
    """Return whether there is memory for more states."""
    try:
        bytes(FREE_MEMORY_BYTES)  # not touched, so it costs nothing but the right to it
    except MemoryError:
        return False
    return True


def fingerprint(data: bytes) -> bytes:
    """Return a collision-resistant hash: states are many, and long."""
    return hashlib.blake2b(data, digest_size=20).digest()


def image_hash(data: bytes) -> bytes:
    """Return the hash of a durable image: known when it is persisted, and checked when it is exported."""
    return hashlib.blake2b(data, digest_size=16).digest()


class PlainDataPickler(pickle.Pickler):
    """Pickles plain data. PicklingError for an object whose type is not in `allowed_ids`."""

    def __init__(self, stream: io.BytesIO, allowed_ids: frozenset[int], objects: PlainObjectReducer) -> None:
        super().__init__(stream, protocol=5)
        self._plain = allowed_ids
        self._objects = objects

    def reducer_override(self, value: Any) -> Any:
        """Accept plain data: records, and the types that they are made of."""
        if value is msgspec.UNSET:
            return unset_option, ()  # it does not name its module: pickle would search all modules for it
        if id(type(value)) in self._plain or id(value) in self._plain:
            return NotImplemented
        if id(value) in RESTORING_FUNCTION_IDS or (isinstance(value, type) and self._objects.kind_of(value)):
            return NotImplemented  # by its name
        reduction = self._objects.reduce(value)
        if reduction is None:
            raise pickle.PicklingError
        return reduction


def default_factory_name(value: defaultdict[Any, Any], name: str) -> str:
    """Return the name of the default factory of `value`. StateError for one that could hide state."""
    for known in DEFAULT_FACTORIES:
        if value.default_factory is known:
            return repr(known)
    text = f"self.{name} is a defaultdict whose values are made by something else than a plain type (int, list, …)"
    raise StateError(text, name)


def class_label(class_: type) -> str:
    """Return the name of a class within its module, in angle brackets, which no type of Python has."""
    name: str = type.__dict__["__qualname__"].__get__(class_)
    return f"<{name}>"


def require_explorable(server_class: type[Server]) -> None:
    """Raise StateError if a layer keeps state outside of the server's attributes."""
    for layer in server_class.__mro__:
        if layer is not Server and layer is not object and layer.__dict__.get("__slots__"):
            raise StateError(f"{layer.__name__} declares __slots__: state must be in plain attributes")
