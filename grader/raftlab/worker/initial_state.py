"""Setting the variables of a server, and booting it with those that are on its disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from raftlab.server import CANDIDATE, LEADER, Log, Server
from raftlab.worker.wire import InitialState

ROLE_NAMES = ("role", "leaderId", "votesGranted", "nextIndex", "matchIndex", "waiting")
"""The variables that a server has from its role, or had: `started` finds a follower that has heard nobody."""
MACHINE_NAMES = ("commitIndex", "lastApplied", "machine")
"""The variables that a snapshot on the disk brings back."""
CONTAINERS = ("log", "votesGranted", "nextIndex", "matchIndex", "waiting", "results", "machine", "sessions")
"""The variables that change in place."""


def set_initial_state(server: Server, initial_state: InitialState) -> None:
    """Set the variables of `server` that `initial_state` has. A snapshot is on its disk then."""
    for name in initial_state.__struct_fields__:
        value = getattr(initial_state, name)
        if value is None or name == "log_start":
            continue
        if name == "snapshot":
            server.saveSnapshot(value)
            continue
        if name == "log":
            value = Log(value, *(initial_state.log_start or ()))
        elif name == "votesGranted":
            value = set(value)
        elif isinstance(value, dict):
            value = dict(value)
        set_content(server, name, value)


def set_content(server: Server, name: str, value: Any) -> None:
    """Assign a variable; a log, dict or set stays the same object, which a submission may know by another name."""
    held = vars(server).get(name)
    if any(held is vars(server).get(other) for other in CONTAINERS if other != name):  # two variables, one empty dict
        held = None
    if type(held) is Log and isinstance(value, Log):
        vars(held).update(vars(Log()) | vars(value))
        held.lastIncludedIndex, held.lastIncludedTerm = value.lastIncludedIndex, value.lastIncludedTerm
    elif (isinstance(held, dict) and isinstance(value, dict)) or (isinstance(held, set) and isinstance(value, set)):
        held.clear()
        held.update(value)
    else:
        setattr(server, name, value)


def set_variables(server: Server, values: Mapping[str, Any]) -> None:
    """Assign the variables in `values`: a submission may keep one behind a property."""
    for name, value in values.items():
        setattr(server, name, value)


def boot_mid_run(server: Server, initial_state: InitialState) -> None:
    """Boot `server` with what `initial_state` has on the disk, as in every run; then set what a crash would lose.

    The machine of a snapshot is there before `started`, so that nothing has to be restored; if `started` sets it back
    to that of a new server, this is undone.
    """
    has_snapshot = initial_state.snapshot is not None
    later: tuple[str, ...] = ROLE_NAMES if has_snapshot else ROLE_NAMES + MACHINE_NAMES
    set_initial_state(server, msgspec.structs.replace(initial_state, **dict.fromkeys(later)))
    server.persist()
    server.started()
    fresh = Server(server.id, server.cluster, server.options)
    later += tuple(name for name in MACHINE_NAMES if has_snapshot and getattr(server, name) == getattr(fresh, name))
    if initial_state.role == LEADER:
        server.role = CANDIDATE  # nobody leads without having been one
    set_initial_state(server, InitialState(**{name: getattr(initial_state, name) for name in later}))
    if initial_state.role == LEADER:
        keep_followers(server)


def keep_followers(leader: Server) -> None:
    """Give nextIndex and matchIndex exactly the followers of the configuration that the leader has adopted."""
    end = leader.log.lastIndex() + 1
    for name, index in (("nextIndex", end), ("matchIndex", 0)):
        known = getattr(leader, name)
        set_content(leader, name, {each: known.get(each, index) for each in leader.followers})
