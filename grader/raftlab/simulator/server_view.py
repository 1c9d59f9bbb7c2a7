"""The visible state of one server of a world, as a trace shows it."""

from __future__ import annotations

from msgspec import UNSET

from raftlab.server import Configuration
from raftlab.trace import ServerView
from raftlab.worker.responses import ObservedState, PersistEffect


def make_server_view(observed: ObservedState | None, disk: PersistEffect, durable: Configuration | None) -> ServerView:
    """Return the view of a server. observed: None while it is down. durable: the configuration that its disk holds."""
    if observed is None:
        return ServerView(
            *(False, "down", disk.currentTerm, disk.votedFor, disk.log, 0, 0, None, (), (), len(disk.log)),
            configuration=durable or UNSET,
            compacted=disk.log_start[0] or UNSET,
        )
    return ServerView(
        up=True,
        role=observed.role,
        currentTerm=observed.currentTerm,
        votedFor=observed.votedFor,
        log=observed.log,
        commitIndex=observed.commitIndex,
        lastApplied=observed.lastApplied,
        leaderId=observed.leaderId,
        nextIndex=observed.nextIndex,
        matchIndex=observed.matchIndex,
        stored=len(disk.log),
        digest=observed.digest,
        configuration=observed.configuration or UNSET,
        compacted=observed.log_start[0] or UNSET,
    )
