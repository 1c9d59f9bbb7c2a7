"""Setting the variables of a server that starts in the middle of a run."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Mapping, Sequence, Set
from typing import Any

import msgspec

from raftlab.server import (
    CANDIDATE,
    FOLLOWER,
    LEADER,
    Change,
    Configuration,
    ConfigurationRequest,
    Entry,
    Log,
    Options,
    Server,
)
from raftlab.worker.wire import InitialState

ELECTION_METHODS = ("becomeCandidate", "becomeLeader")
VOLATILE_NAMES = (
    "commitIndex",
    "lastApplied",
    "role",
    "leaderId",
    "votesGranted",
    "nextIndex",
    "matchIndex",
    "waiting",
    "results",
    "machine",
    "sessions",
)
"""The variables of the kit's server that a crash loses: `started` may set them to what a new server has."""
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


def start_mid_run(server: Server, initial_state: InitialState, methods: tuple[str, ...]) -> None:
    """Start `server` in `initial_state`. `methods`: the election methods that a student extends.

    `started` belongs to a boot, which came before: what it sets back to the variables of a new server is undone.
    """
    set_initial_state(server, initial_state)
    server.persist()
    fresh = Server(server.id, server.cluster, server.options)
    placed = {name: copy.deepcopy(getattr(server, name)) for name in VOLATILE_NAMES}
    server.started()
    for name, value in placed.items():
        now = getattr(server, name)
        if now != value and now == getattr(fresh, name):
            setattr(server, name, value)
    attributes = hold_election(server, initial_state, methods)
    kept_elsewhere = {name: copy.deepcopy(getattr(server, name)) for name in sorted(vars(fresh).keys() - vars(server))}
    vars(server).update(attributes)
    set_variables(server, kept_elsewhere)  # by properties, in attributes that the election may have changed


def find_added_election_methods(
    submission_layers: Sequence[type[Server]], scene_methods: tuple[str, ...] | None
) -> tuple[str, ...]:
    """Return the election methods that a student extends in a scene that is not about them.

    `submission_layers`: the highest first. Of that one, `scene_methods` are none of its additions (None: not known).
    """
    if scene_methods is None:
        return ()
    top, *lower = map(own_names, submission_layers)
    added = top - set(scene_methods)
    return tuple(name for name in ELECTION_METHODS if name in added or any(name in names for names in lower))


def own_names(layer: type[Server]) -> set[str]:
    """Return the names that a layer's class and its base classes in the same file define."""
    return {name for each in layer.__mro__ if each.__module__ == layer.__module__ for name in vars(each)}


def hold_election(server: Server, initial_state: InitialState, methods: tuple[str, ...]) -> dict[str, Any]:
    """Return the attributes of a submission that its election methods changed before `initial_state`.

    They run on another server of the class, so that no variable of this one falls. It has booted, and has the log that
    this one had before it won; a leader then takes the requests that gave it its configurations of this term. What all
    this sends, starts and writes is dropped.
    """
    role, term, log = initial_state.role, initial_state.currentTerm or 0, initial_state.log or ()
    if role not in (CANDIDATE, LEADER) or not methods or term < 1:
        return {}
    old_log = tuple(itertools.takewhile(lambda entry: entry.term != term, log))
    first = (initial_state.log_start or (0, 0))[0]
    earlier = msgspec.structs.replace(
        initial_state,
        role=FOLLOWER,
        currentTerm=term - 1,
        log=old_log,
        commitIndex=min(initial_state.commitIndex or 0, first + len(old_log)),
        lastApplied=min(initial_state.lastApplied or 0, first + len(old_log)),
        votedFor=None,
        leaderId=None,
        nextIndex={},
        matchIndex={},
        votesGranted=(),
        waiting={},
    )
    won = InitialState(
        role=CANDIDATE,
        currentTerm=term,
        votedFor=server.id,
        log=old_log,
        log_start=initial_state.log_start,
        votesGranted=initial_state.votesGranted,
    )
    elected = type(server)(server.id, server.cluster, server.options)
    elected.now = server.now
    set_initial_state(elected, earlier)
    vars(elected)["persist"] = write_nothing  # else the disk of a later scene would have writes under way
    elected.started()
    kit_names = vars(Server(server.id, server.cluster, Options())).keys() | vars(Server).keys()
    booted = {name: copy.deepcopy(value) for name, value in vars(elected).items() if name not in kit_names}
    if "becomeCandidate" in methods:
        elected.becomeCandidate()
    if role == LEADER and "becomeLeader" in methods:
        set_initial_state(elected, won)
        elected.becomeLeader()
    changed = changed_attributes(elected, server, kit_names, booted)
    if role == LEADER and any(entry.configuration is not None for entry in log[len(old_log) :]):
        try:
            take_requests(elected, log[len(old_log) :], initial_state.commitIndex or 0)
        except Exception:  # unwritten or wrong: a check of these methods says so
            return changed
        changed = changed_attributes(elected, server, kit_names, booted)
    return changed


def changed_attributes(
    elected: Server, server: Server, kit_names: Set[str], booted: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a copy of the submission's attributes of `elected` that are not what they were when it booted."""
    changed = {
        name: value
        for name, value in vars(elected).items()
        if name not in kit_names and (name not in booted or value != booted[name])
    }
    same = {id(vars(elected)[name]): vars(server)[name] for name in CONTAINERS if name in vars(elected)}
    return copy.deepcopy(changed, same)  # another name for a variable of that server is one for this server's


def take_requests(leader: Server, own_entries: Sequence[Entry], commit_index: int) -> None:
    """Let a new leader get the entries of its term: a configuration by an operator's request, or at the joint's end.

    What the followers store is no obstacle to a request. An entry that no request gives is appended as it is.
    """
    for entry in own_entries:
        end = leader.log.lastIndex()
        leader.commitIndex = max(leader.commitIndex, min(commit_index, end))
        peers = sorted({*leader.followers, *(entry.configuration.members if entry.configuration else ())} - {leader.id})
        set_content(leader, "matchIndex", dict.fromkeys(peers, end))
        set_content(leader, "nextIndex", dict.fromkeys(peers, end + 1))
        if entry.configuration is not None and leader.configuration().is_joint:
            leader.settle()
        elif entry.configuration is not None:
            leader.handleConfigurationRequest(request_of(leader.configuration(), entry.configuration))
        if leader.log.lastIndex() == end:
            leader.log.append(entry)


def request_of(before: Configuration, after: Configuration) -> ConfigurationRequest:
    """Return the request that makes `after` of the configuration `before`."""
    changes = [Change("voter", each) for each in after.voters if each not in before.voters]
    changes += [Change("learner", each) for each in after.learners if each not in before.learners]
    left = {*before.members} - {*after.voters, *after.learners}
    changes += [Change("remove", each) for each in sorted(left)]
    return ConfigurationRequest(tuple(changes), joint=after.is_joint)


def write_nothing() -> None:
    """Do nothing, in place of `persist`."""
