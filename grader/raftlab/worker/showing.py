"""What a server shows of itself in a frame: its declared state, and what a method returned."""

from __future__ import annotations

import hashlib

from raftlab.server import Server
from raftlab.worker.answers import Observed, Result, Scalar
from raftlab.worker.arguments import is_exact, mistyped, wrong


def observe(server: Server) -> Observed:
    """Return what `server` shows of its declared state. TypeError for what a frame cannot carry."""
    shown = Observed(
        role=server.role,
        currentTerm=server.currentTerm,
        votedFor=server.votedFor,
        log=tuple(server.log),
        commitIndex=server.commitIndex,
        lastApplied=server.lastApplied,
        leaderId=server.leaderId,
        nextIndex=tuple(sorted(server.nextIndex.items())),
        matchIndex=tuple(sorted(server.matchIndex.items())),
        votesGranted=tuple(sorted(server.votesGranted)),
        waiting=len(server.waiting),
        digest=digest(server),
    )
    if not is_exact(server) and (name := mistyped(server)):
        raise TypeError(wrong(server, name))
    return shown


def digest(server: Server) -> str:
    """Return a short name of the state machine's state; "" for the empty one."""
    if not server.machine and not server.sessions:
        return ""
    told = repr((sorted(server.machine.items()), sorted(server.sessions.items())))
    return hashlib.blake2s(told.encode(), digest_size=6).hexdigest()


def plain(value: object) -> Result:
    """Return `value` where a frame can carry it: a tuple for a list, pairs for a dict, a type's name for the rest."""
    if isinstance(value, dict):
        return tuple((scalar(key), *flat(each)) for key, each in value.items())
    return tuple(scalar(each) for each in value) if isinstance(value, list | tuple) else scalar(value)


def flat(value: object) -> tuple[Scalar, ...]:
    """Return the parts of a tuple, or the one value."""
    return tuple(map(scalar, value)) if isinstance(value, tuple) else (scalar(value),)


def scalar(value: object) -> Scalar:
    """Return `value` where it is a whole number, a text or None, else its type's name in angle brackets."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if type(value) is float:
        return f"<float {value}>"
    return f"<{type(value).__name__}>"
