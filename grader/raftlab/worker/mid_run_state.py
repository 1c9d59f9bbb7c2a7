"""Starting a server in the middle of a run: its boot, its election, and the requests that it has taken."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from raftlab.server import (
    CANDIDATE,
    FOLLOWER,
    LEADER,
    AppendEntries,
    AppendEntriesReply,
    Change,
    Configuration,
    ConfigurationRequest,
    Entry,
    Options,
    Send,
    Server,
)
from raftlab.worker.initial_state import CONTAINERS, boot_mid_run, set_content, set_initial_state, set_variables
from raftlab.worker.wire import InitialState, LoadLayers

ELECTION_METHODS = ("becomeCandidate", "becomeLeader")
ANSWER_ROUNDS = 4
"""How often the followers of a server that has just won answer what it sent, and what it sent after their answers."""


@dataclass(frozen=True)
class ElectionMethods:
    """The methods of a submission that run in an election. Empty: the kit's own alone.

    added: a student extends them in a scene that is not about them. holes: the scene asks for them. own_names: the
    methods and attributes that the students' texts define.
    """

    added: tuple[str, ...] = ()
    holes: tuple[str, ...] = ()
    own_names: frozenset[str] = frozenset()


def start_mid_run(server: Server, initial_state: InitialState, methods: ElectionMethods) -> None:
    """Start `server` in `initial_state`. `methods`: those that ran when it was elected."""
    boot_mid_run(server, initial_state)
    attributes = hold_election(server, initial_state, methods)
    fresh = Server(server.id, server.cluster, server.options)
    kept_elsewhere = {name: copy.deepcopy(getattr(server, name)) for name in sorted(vars(fresh).keys() - vars(server))}
    vars(server).update(attributes)
    set_variables(server, kept_elsewhere)  # by properties, in attributes that the election may have changed


def find_election_methods(submission_layers: Sequence[type[Server]], request: LoadLayers) -> ElectionMethods:
    """Return the election methods that the students' layers have; none if their scene's methods are not known.

    `submission_layers`: the highest first. Of that one, request.scene_methods are none of its additions.
    """
    if request.scene_methods is None:
        return ElectionMethods()
    top, *lower = map(own_names, submission_layers)
    added = top - set(request.scene_methods)
    return ElectionMethods(
        tuple(name for name in ELECTION_METHODS if name in added or any(name in names for names in lower)),
        tuple(name for name in ELECTION_METHODS if name in request.holes),
        frozenset(request.own_names),
    )


def own_names(layer: type[Server]) -> set[str]:
    """Return the names that a layer's class and its base classes in the same file define."""
    return {name for each in layer.__mro__ if each.__module__ == layer.__module__ for name in vars(each)}


def hold_election(server: Server, initial_state: InitialState, methods: ElectionMethods) -> dict[str, Any]:
    """Return the attributes of a submission that its election methods changed before `initial_state`.

    They run on another server of the class, so that no variable of this one falls. It has booted, and has the log that
    this one had before it won; a leader then takes the requests that gave it its configurations of this term. What all
    this sends, starts and writes is dropped. After a method that the scene asks for, the followers answer; if it
    raises, it changes nothing: only the checks that are about it should see that.
    """
    role, term = initial_state.role, initial_state.currentTerm or 0
    if role not in (CANDIDATE, LEADER) or not (methods.added or methods.holes) or term < 1:
        return {}
    elected, won = boot_before_election(server, initial_state)
    changed: dict[str, Any] = {}
    for name in ELECTION_METHODS if role == LEADER else ELECTION_METHODS[:1]:
        if name not in (*methods.added, *methods.holes):
            continue
        if name == "becomeLeader":
            set_initial_state(elected, won)
        before = copy.deepcopy(own_attributes(elected))
        if name in methods.added:
            getattr(elected, name)()
            changed |= changed_attributes(elected, before, server)
        elif runs_and_is_answered(elected, name, initial_state.matchIndex or {}):
            now = changed_attributes(elected, before, server)
            changed |= {each: value for each, value in now.items() if each in methods.own_names}
    own_entries = (initial_state.log or ())[len(won.log or ()) :]
    if methods.added and role == LEADER and any(entry.configuration is not None for entry in own_entries):
        before = copy.deepcopy(own_attributes(elected))
        try:
            take_requests(elected, own_entries, initial_state.commitIndex or 0)
        except Exception:  # unwritten or wrong: a check of these methods says so
            return changed
        changed |= changed_attributes(elected, before, server)
    return changed


def boot_before_election(server: Server, initial_state: InitialState) -> tuple[Server, InitialState]:
    """Return another server of the class as it was before the election, and its state when it has won."""
    term, log = initial_state.currentTerm or 0, initial_state.log or ()
    old_log = tuple(itertools.takewhile(lambda entry: entry.term != term, log))
    initial_state = with_older_snapshot(initial_state, term)
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
    vars(elected)["persist"] = write_nothing  # else the disk of a later scene would have writes under way
    boot_mid_run(elected, earlier)
    return elected, won


def with_older_snapshot(initial_state: InitialState, term: int) -> InitialState:
    """Return the state with a snapshot that ends before `term`, if its own ends in that term."""
    index, last_term = initial_state.log_start or (0, 0)
    if not index or last_term < term:
        return initial_state
    saved, start = initial_state.snapshot, (index - 1, term - 1)
    if index == 1 or term == 1:
        return msgspec.structs.replace(initial_state, log_start=None, snapshot=None)
    if saved is not None:
        saved = msgspec.structs.replace(saved, lastIncludedIndex=start[0], lastIncludedTerm=start[1])
    return msgspec.structs.replace(initial_state, log_start=start, snapshot=saved)


def own_attributes(server: Server) -> dict[str, Any]:
    """Return the attributes that the layers add to the kit's server."""
    kit_names = vars(Server(server.id, server.cluster, Options())).keys() | vars(Server).keys()
    return {name: value for name, value in vars(server).items() if name not in kit_names}


def changed_attributes(elected: Server, before: Mapping[str, Any], server: Server) -> dict[str, Any]:
    """Return copies of the layers' attributes of `elected` that are not as `before`.

    Another name for a variable of that server is one for the same variable of `server`.
    """
    now = own_attributes(elected)
    changed = {name: value for name, value in now.items() if name not in before or value != before[name]}
    same = {id(vars(elected)[name]): vars(server)[name] for name in CONTAINERS if name in vars(elected)}
    return copy.deepcopy(changed, same)


def runs_and_is_answered(elected: Server, method: str, match_index: Mapping[str, int]) -> bool:
    """Run an election method, and let each follower acknowledge what it got. Return whether that raised nothing.

    match_index: what the leader is to know of each follower; a message that shows more is lost on its way. But where
    appends have a window, each with entries arrives: nothing is on its way when a check begins.
    """
    windows = bool(elected.options.window_messages)
    try:
        getattr(elected, method)()
        for _ in range(ANSWER_ROUNDS):
            sent, elected._actions = elected._actions, []
            for action in sent:
                if not isinstance(action, Send) or not isinstance(action.message, AppendEntries):
                    continue
                answer = success_of(action.message, action.to)
                if answer.matchIndex <= match_index.get(action.to, 0) or (windows and action.message.entries):
                    elected.receive(answer)
    except Exception:
        return False
    return True


def success_of(req: AppendEntries, follower: str) -> AppendEntriesReply:
    """Return the answer of a follower that has stored what `req` holds."""
    return AppendEntriesReply(req.term, follower, True, req.prevLogIndex, req.prevLogIndex + len(req.entries))


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
