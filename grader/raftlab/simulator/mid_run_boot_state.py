"""The state of a server that boots in the middle of a run, with a log and a term."""

from __future__ import annotations

import msgspec

from raftlab.server import FOLLOWER, LEADER
from raftlab.trace import Boot
from raftlab.worker.wire import InitialState


def initial_state_of(act: Boot, members: tuple[str, ...]) -> InitialState:
    """Return the initial state for `act`: with its own vote for a leader or candidate, with indexes for a leader."""
    state = InitialState(
        role=act.role,
        currentTerm=act.term,
        votedFor=act.voted_for,
        log=act.log,
        commitIndex=act.commit,
        lastApplied=act.commit,
    )
    if act.role == FOLLOWER:
        return state
    state = msgspec.structs.replace(state, votedFor=act.server, votesGranted=(act.server,))
    if act.role != LEADER:
        return state
    others = [other for other in members if other != act.server]
    indexes = {"nextIndex": dict.fromkeys(others, len(act.log) + 1), "matchIndex": dict.fromkeys(others, 0)}
    return msgspec.structs.replace(state, leaderId=act.server, **indexes)
