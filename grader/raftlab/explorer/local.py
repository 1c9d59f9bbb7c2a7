"""What one server can be, and what one event makes of it."""

from __future__ import annotations

import functools
from typing import Any, Final

import msgspec

from raftlab.errors import SubmissionFault
from raftlab.server import LEADER, OK, Apply, Command, Entry, Reply
from raftlab.worker.answers import Effect, Observed, Persisted


class Local(msgspec.Struct, frozen=True, eq=False):
    """One server at one moment. `seen` is None while it is down; `disk` is what a crash leaves of it.

    `steps` remembers what each stimulus made of it.
    """

    number: int
    server: int  # position in the cluster, from 0
    state: int  # the snapshot's id in the worker; -1 while it is down
    disk: Persisted
    timers: tuple[str, ...]
    seen: Observed | None
    within: bool
    steps: dict[Stimulus, Advance] = {}


class Fire(msgspec.Struct, frozen=True, cache_hash=True):
    """The stimulus: a timer fires."""

    timer: str


fire = functools.cache(Fire)
"""The one Fire of a timer: its hash is then known."""


Stimulus = int | str | Fire | tuple[Any, int]
"""What a server can take: the message of that number, ASK, RESTART, CRASH, a timer, or (one of them, crash after)."""

ASK: Final = "ask"
"""A client asks for a command of its own."""
RESTART: Final = "restart"
CRASH: Final = "crash"


class Advance(msgspec.Struct, frozen=True, eq=False):
    """What a stimulus makes of a server: the local state after it, and the numbers of the messages sent, in order.

    flip turns the number of `before` into that of `after`. elected: it became leader of a term. changed: something that
    properties of several servers look at is new. committed and applied: (index, entry or command). promised: calls
    answered ok. loud: any of these, so that properties must be looked at after it.
    lacking: no answer yet, nor any of these: it stands for a step that is still to be asked for.
    mail: the numbers of the messages again, by the position of the server that each is for.
    broken names the stepwise properties that it breaks; fault is what the submission did instead of ending the step.
    """

    before: Local
    after: Local
    sent: tuple[int, ...] = ()
    effects: tuple[Effect, ...] = ()
    broken: tuple[str, ...] = ()
    fault: SubmissionFault | None = None
    flip: int = 0
    elected: bool = False
    changed: bool = False
    committed: tuple[tuple[int, Entry], ...] = ()
    applied: tuple[tuple[int, Command | None], ...] = ()
    promised: tuple[tuple[str, int], ...] = ()
    loud: bool = True
    lacking: bool = False
    mail: dict[int, tuple[int, ...]] = {}


def finished(
    before: Local,
    after: Local,
    sent: tuple[int, ...] = (),
    effects: tuple[Effect, ...] = (),
    broken: tuple[str, ...] = (),
    mail: dict[int, tuple[int, ...]] | None = None,
) -> Advance:
    """Return the advance of a step that ended, or that a crash cut short."""
    a, b = before.seen, after.seen
    elected = b is not None and b.role == LEADER and not leads_already(a, b)
    changed = a is None or b is None or shown(a) != shown(b)
    committed = commits(a.commitIndex if a is not None else 0, b)
    applied = tuple((effect.index, effect.command) for effect in effects if isinstance(effect, Apply))
    promised = tuple((e.client, e.sequence) for e in effects if isinstance(e, Reply) and e.outcome == OK)
    loud = elected or changed or bool(committed or applied or promised or broken)
    return Advance(
        before,
        after,
        sent,
        effects,
        broken,
        flip=before.number ^ after.number,
        elected=elected,
        changed=changed,
        committed=committed,
        applied=applied,
        promised=promised,
        loud=loud,
        mail=mail or {},
    )


def commits(old: int, after: Observed | None) -> tuple[tuple[int, Entry], ...]:
    """Return the entries above index `old` that a server now calls committed."""
    if after is None:
        return ()
    return tuple((i, after.log[i - 1]) for i in range(old + 1, min(after.commitIndex, len(after.log)) + 1))


def leads_already(before: Observed | None, after: Observed) -> bool:
    """Tell whether a leader led the same term before the step."""
    return before is not None and before.role == LEADER and before.currentTerm == after.currentTerm


def shown(seen: Observed) -> tuple[object, ...]:
    """Return what properties of several servers look at."""
    return seen.log, seen.lastApplied, seen.matchIndex, seen.digest
