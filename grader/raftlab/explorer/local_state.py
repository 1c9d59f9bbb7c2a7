"""What one server can be, and what one event makes of it."""

from __future__ import annotations

import functools
from typing import Any, Final

import msgspec

from raftlab.errors import SubmissionError
from raftlab.server import LEADER, OK, Apply, Command, Entry, Reply
from raftlab.worker.responses import Effect, ObservedState, PersistEffect


class LocalState(msgspec.Struct, frozen=True, eq=False):
    """One server at one moment. `seen` is None while it is down; `disk` is what a crash leaves of it.

    `steps` remembers what each stimulus made of it.
    """

    number: int
    server: int  # position in the cluster, from 0
    snapshot_id: int  # the snapshot's id in the worker; -1 while it is down
    disk: PersistEffect
    timers: tuple[str, ...]
    observed: ObservedState | None
    is_within_bounds: bool
    step_cache: dict[Stimulus, StepResult] = {}


class TimerEvent(msgspec.Struct, frozen=True, cache_hash=True):
    """The stimulus: a timer fires."""

    timer: str


timer_event = functools.cache(TimerEvent)
"""The one Fire of a timer: its hash is then known."""


Stimulus = int | str | TimerEvent | tuple[Any, int]
"""What a server can take: the message of that number, ASK, RESTART, CRASH, a timer, or (one of them, crash after)."""

CLIENT_REQUEST: Final = "ask"
"""A client asks for a command of its own."""
RESTART: Final = "restart"
CRASH: Final = "crash"


class StepResult(msgspec.Struct, frozen=True, eq=False):
    """What a stimulus makes of a server: the local state after it, and the numbers of the messages sent, in order.

    flip turns the number of `before` into that of `after`. elected: it became leader of a term. changed: something that
    properties of several servers look at is new. committed and applied: (index, entry or command). promised: calls
    answered ok. loud: any of these, so that properties must be looked at after it.
    lacking: no answer yet, nor any of these: it stands for a step that is still to be asked for.
    mail: the numbers of the messages again, by the position of the server that each is for.
    broken names the stepwise properties that it breaks; fault is what the submission did instead of ending the step.
    """

    before: LocalState
    after: LocalState
    sent_messages: tuple[int, ...] = ()
    effects: tuple[Effect, ...] = ()
    broken_properties: tuple[str, ...] = ()
    error: SubmissionError | None = None
    flip_bits: int = 0
    is_elected: bool = False
    is_changed: bool = False
    committed_entries: tuple[tuple[int, Entry], ...] = ()
    applied_commands: tuple[tuple[int, Command | None], ...] = ()
    acknowledged_calls: tuple[tuple[str, int], ...] = ()
    needs_check: bool = True
    is_pending: bool = False
    messages_by_target: dict[int, tuple[int, ...]] = {}


def make_step_result(
    before: LocalState,
    after: LocalState,
    sent_messages: tuple[int, ...] = (),
    effects: tuple[Effect, ...] = (),
    broken_properties: tuple[str, ...] = (),
    messages_by_target: dict[int, tuple[int, ...]] | None = None,
) -> StepResult:
    """Return the advance of a step that ended, or that a crash cut short."""
    a, b = before.observed, after.observed
    elected = b is not None and b.role == LEADER and not is_already_leader(a, b)
    changed = a is None or b is None or compared_fields(a) != compared_fields(b)
    committed = new_commits(a.commitIndex if a is not None else 0, b)
    applied = tuple((effect.index, effect.command) for effect in effects if isinstance(effect, Apply))
    promised = tuple((e.client, e.sequence) for e in effects if isinstance(e, Reply) and e.outcome == OK)
    loud = elected or changed or bool(committed or applied or promised or broken_properties)
    return StepResult(
        before,
        after,
        sent_messages,
        effects,
        broken_properties,
        flip_bits=before.number ^ after.number,
        is_elected=elected,
        is_changed=changed,
        committed_entries=committed,
        applied_commands=applied,
        acknowledged_calls=promised,
        needs_check=loud,
        messages_by_target=messages_by_target or {},
    )


def new_commits(old_commit: int, after: ObservedState | None) -> tuple[tuple[int, Entry], ...]:
    """Return the entries above index `old` that a server now calls committed."""
    if after is None:
        return ()
    return tuple((i, after.log[i - 1]) for i in range(old_commit + 1, min(after.commitIndex, len(after.log)) + 1))


def is_already_leader(before: ObservedState | None, after: ObservedState) -> bool:
    """Tell whether a leader led the same term before the step."""
    return before is not None and before.role == LEADER and before.currentTerm == after.currentTerm


def compared_fields(observed: ObservedState) -> tuple[object, ...]:
    """Return what properties of several servers look at."""
    return observed.log, observed.lastApplied, observed.matchIndex, observed.digest
