"""Makes the parts of a frame about a server: its declared state, and the result of a method."""

from __future__ import annotations

import hashlib
from types import NoneType
from typing import Any

from raftlab.plain_data import tag_value
from raftlab.server import Entry, Server
from raftlab.worker.action_type_checks import find_mistyped_variable, has_exact_types, variable_error
from raftlab.worker.responses import ObservedState, ReturnValue, Scalar


def observed_state(server: Server, log: tuple[Entry, ...], digest: str) -> ObservedState:
    """Return the declared state of `server`, which has this log and this digest of its state machine."""
    return ObservedState(
        role=server.role,
        currentTerm=server.currentTerm,
        votedFor=server.votedFor,
        log=log,
        commitIndex=server.commitIndex,
        lastApplied=server.lastApplied,
        leaderId=server.leaderId,
        nextIndex=tuple(sorted(server.nextIndex.items())),
        matchIndex=tuple(sorted(server.matchIndex.items())),
        votesGranted=tuple(sorted(server.votesGranted)),
        waiting=len(server.waiting),
        digest=digest,
        configuration=server.adopted_configuration,
        log_start=(server.log.lastIncludedIndex, server.log.lastIncludedTerm),
    )


def observe_server(server: Server) -> ObservedState:
    """Return the declared state of `server`. TypeError or ValueError for a value that a frame cannot carry."""
    shown = observed_state(server, tuple(server.log), state_machine_digest(server))
    if not has_exact_types(server) and (name := find_mistyped_variable(server)):
        raise variable_error(server, name)
    return shown


def state_machine_digest(server: Server) -> str:
    """Return a short digest of the state machine's state; "" for an empty one. Equal states have equal digests."""
    if not server.machine and not server.sessions:
        return ""
    text = f"({items_text(server, server.machine)}, {items_text(server, server.sessions)})"
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()


def items_text(server: Server, table: dict[Any, Any]) -> str:
    """Return the items of a dict as text: not the order in which dicts and sets were filled, and no address."""
    try:
        items = sorted(table.items())
        return repr(items) if is_ordered_data(items) else snapshot_form(server, table)
    except TypeError:  # keys of several types
        return snapshot_form(server, table)


def is_ordered_data(value: object) -> bool:
    """Return whether `value` is made of atoms, lists and tuples alone: equal ones have one repr."""
    kind = type(value)
    if isinstance(value, list | tuple):
        return kind in (list, tuple) and all(map(is_ordered_data, value))
    return kind in (str, int, NoneType, bool, float)


def snapshot_form(server: Server, table: dict[Any, Any]) -> str:
    """Return a dict in the form that a snapshot holds; its repr if it holds what is no plain data."""
    try:
        return repr(tag_value(dict(table), Server.machine_types(server), sorts_dicts=True))
    except (TypeError, RecursionError):  # whoever saves a snapshot of it is told
        return repr(table)


def plain_value(value: object) -> ReturnValue:
    """Return `value` as a frame can carry it: a tuple for a list, pairs for a dict, a type's name for the rest."""
    if isinstance(value, dict):
        return tuple((scalar_value(key), *tuple_parts(each)) for key, each in value.items())
    return tuple(scalar_value(each) for each in value) if isinstance(value, list | tuple) else scalar_value(value)


def tuple_parts(value: object) -> tuple[Scalar, ...]:
    """Return the parts of a tuple, or the one value."""
    return tuple(map(scalar_value, value)) if isinstance(value, tuple) else (scalar_value(value),)


def scalar_value(value: object) -> Scalar:
    """Return `value` if it is an int, a str or None, else its type's name in angle brackets."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if type(value) is float:
        return f"<float {value}>"
    return f"<{type(value).__name__}>"
