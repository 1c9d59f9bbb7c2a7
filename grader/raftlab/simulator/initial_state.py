"""The state that a server boots with, where a run begins in the middle of things."""

from __future__ import annotations

import msgspec

from raftlab.server import FOLLOWER, LEADER
from raftlab.trace import Boot
from raftlab.worker.wire import InitialState


def initial_state_of(act: Boot, servers: tuple[str, ...]) -> InitialState:
    """Return the state that `act` boots its server with: a leader or candidate has its own vote, a leader its books."""
    given = InitialState(
        role=act.role,
        currentTerm=act.term,
        votedFor=act.voted_for,
        log=act.log,
        commitIndex=act.commit,
        lastApplied=act.commit,
    )
    if act.role == FOLLOWER:
        return given
    given = msgspec.structs.replace(given, votedFor=act.server, votesGranted=(act.server,))
    if act.role != LEADER:
        return given
    others = [other for other in servers if other != act.server]
    books = {"nextIndex": dict.fromkeys(others, len(act.log) + 1), "matchIndex": dict.fromkeys(others, 0)}
    return msgspec.structs.replace(given, leaderId=act.server, **books)
