"""Setting the variables of a server that starts in the middle of a run."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Sequence

import msgspec

from raftlab.server import CANDIDATE, FOLLOWER, LEADER, Log, Options, Server
from raftlab.worker.wire import InitialState

ELECTION_METHODS = ("becomeCandidate", "becomeLeader")


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
        setattr(server, name, value)


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


def hold_election(server: Server, initial_state: InitialState, methods: tuple[str, ...]) -> None:
    """Run the election methods that came before `initial_state`, for the attributes that a submission keeps in them.

    The server has booted, so what `started` makes is there, and it has the log that it had before it won. What the
    methods send, start and write is dropped; the actions and the variables of the kit's server are as before.
    """
    role, term, log = initial_state.role, initial_state.currentTerm or 0, initial_state.log or ()
    if role not in (CANDIDATE, LEADER) or not methods or term < 1:
        return
    kit_names = vars(Server(server.id, server.cluster, Options())).keys() | vars(Server).keys()
    before = {name: copy.deepcopy(value) for name, value in vars(server).items() if name in kit_names}
    actions, server._actions = server._actions, []
    old_log = tuple(itertools.takewhile(lambda entry: entry.term != term, log))
    first = (initial_state.log_start or (0, 0))[0]
    earlier = msgspec.structs.replace(
        initial_state,
        role=FOLLOWER,
        currentTerm=term - 1,
        log=old_log,
        commitIndex=min(initial_state.commitIndex or 0, first + len(old_log)),
        lastApplied=min(initial_state.lastApplied or 0, first + len(old_log)),
        nextIndex={},
        matchIndex={},
        votesGranted=(),
        waiting={},
    )
    set_initial_state(server, earlier)
    server.votedFor = server.leaderId = None
    vars(server)["persist"] = write_nothing  # else a layer that remembers its last write takes the next one for a copy
    if "becomeCandidate" in methods:
        server.becomeCandidate()
    if role == LEADER and "becomeLeader" in methods:
        won = InitialState(
            role=CANDIDATE,
            currentTerm=term,
            votedFor=server.id,
            log=old_log,
            log_start=initial_state.log_start,
            votesGranted=initial_state.votesGranted,
        )
        set_initial_state(server, won)
        server.becomeLeader()
    server._actions = actions
    for name in kit_names & vars(server).keys():
        delattr(server, name)
    vars(server).update(before)


def write_nothing() -> None:
    """Do nothing, in place of `persist`: the disk is set before the election."""
