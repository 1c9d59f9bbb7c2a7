"""The local state of one server, and the result of one step."""

from __future__ import annotations

import functools
from typing import Any, Final

import msgspec

from raftlab.errors import SubmissionError
from raftlab.server import (
    LEADER,
    OK,
    Apply,
    Command,
    CompactionRequest,
    ConfigurationRequest,
    Entry,
    Reply,
    TransferRequest,
)
from raftlab.simulator.server_time import EXACT_CLOCK, ServerClock
from raftlab.worker.responses import Effect, ObservedState, PersistEffect, SnapshotEffect, WriteEffect


class LocalTime(msgspec.Struct, frozen=True, cache_hash=True):
    """The true time of a server's state, and its clock. `due_ms`: when each timer may fire, by what its clock measures.

    A search without ticks stays at 0, and every timer may fire.
    """

    true_ms: float = 0.0
    clock: ServerClock = EXACT_CLOCK
    due_ms: tuple[tuple[str, float], ...] = ()

    @property
    def shown_ms(self) -> float:
        """Return what the clock shows."""
        return self.clock.shown_at(self.true_ms)


NO_TIME = LocalTime()


class DiskWrites(msgspec.Struct, frozen=True, cache_hash=True):
    """The background writes under way, oldest first. Those up to number `outdated` change the disk no more."""

    pending: tuple[WriteEffect, ...] = ()
    outdated: int = 0


NO_WRITES = DiskWrites()


class HeldStimulus(msgspec.Struct, frozen=True, cache_hash=True):
    """The stimulus that a paused server took before the pause, and the time that its clock showed then."""

    stimulus: Stimulus
    clock_ms: float


class LocalState(msgspec.Struct, frozen=True, eq=False):
    """The state of one server. `observed` is None while it is down; `disk` is its durable state.

    `step_cache` holds the result of each stimulus.
    """

    number: int
    server: int  # position in the cluster, from 0
    snapshot_id: int  # the snapshot's id in the worker; -1 while it is down
    disk: PersistEffect
    timers: tuple[str, ...]
    observed: ObservedState | None
    is_within_bounds: bool
    saved: SnapshotEffect | None = None  # the snapshot on its disk
    ready_timers: tuple[str, ...] = ()  # those of its timers that may fire now
    writes: DiskWrites = NO_WRITES
    time: LocalTime = NO_TIME
    held: HeldStimulus | None = None  # it stands still
    step_cache: dict[Stimulus, StepResult] = {}


class TimerEvent(msgspec.Struct, frozen=True, cache_hash=True):
    """The stimulus: a timer fires."""

    timer: str


timer_event = functools.cache(TimerEvent)
"""Returns the same TimerEvent for a timer each time, so that its hash is computed once."""


class OperatorEvent(msgspec.Struct, frozen=True, cache_hash=True):
    """The stimulus: an operator asks for a change of the configuration, for a compaction, or for a transfer."""

    request: ConfigurationRequest | CompactionRequest | TransferRequest


class ReadEvent(msgspec.Struct, frozen=True, cache_hash=True):
    """The stimulus: a client sends the get `number` of the run, from 0."""

    number: int


class WriteEndEvent(msgspec.Struct, frozen=True, cache_hash=True):
    """The stimulus: the oldest background write ends."""

    failed: bool = False


class ClockChangeEvent(msgspec.Struct, frozen=True, cache_hash=True):
    """The stimulus: the clock runs at another rate from now on, or is set (jump_ms)."""

    rate: float = 0.0
    jump_ms: float = 0.0


class PauseEvent(msgspec.Struct, frozen=True, cache_hash=True):
    """The stimulus: the server takes another stimulus, reads its clock, and stands still before it acts."""

    stimulus: Stimulus


Stimulus = (
    int | str | TimerEvent | OperatorEvent | ReadEvent | WriteEndEvent | ClockChangeEvent | PauseEvent | tuple[Any, int]
)
"""An input of a server: a message number, CLIENT_REQUEST, RESTART, CRASH, TICK, RESUME, an event, or (input,
crash_after)."""

CLIENT_REQUEST: Final = "ask"
"""A client sends a new command."""
RESTART: Final = "restart"
CRASH: Final = "crash"
TICK: Final = "tick"
"""Time passes."""
RESUME: Final = "resume"
"""The server acts on what it held."""
READ_CLIENT: Final = "read"
"""The clients of gets are read0, read1, …"""


def read_number_of_client(client: str) -> int | None:
    """Return the number of the get that a client made; None for the client of a put."""
    return int(client[len(READ_CLIENT) :]) if client.startswith(READ_CLIENT) else None


class StepResult(msgspec.Struct, frozen=True, eq=False):
    """The result of one step: the local state after it, and the numbers of the messages sent, in order.

    broken_properties: the single-step properties that it breaks. error: the submission failed in the step.
    flip_bits turns the number of `before` into that of `after`. is_elected: the server became leader of a term.
    is_changed: a field that properties of several servers compare has changed. committed_entries, applied_commands:
    (index, entry or command). acknowledged_calls: calls answered ok. needs_check: any of these, so properties must be
    checked after the step. is_pending: a placeholder for a step that has not been requested yet.
    messages_by_target: the same messages, by the position of the receiving server.
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
    """Return the result of a step that ended normally or with a crash."""
    a, b = before.observed, after.observed
    elected = b is not None and b.role == LEADER and not is_already_leader(a, b)
    changed = a is None or b is None or property_fields(a) != property_fields(b)
    committed = new_commits(a.commitIndex if a is not None else 0, b)
    applied = tuple((effect.index, effect.command) for effect in effects if isinstance(effect, Apply))
    acknowledged = tuple(
        (e.client, e.sequence)
        for e in effects
        if isinstance(e, Reply) and e.outcome == OK and read_number_of_client(e.client) is None
    )
    needs_check = elected or changed or bool(committed or applied or acknowledged or broken_properties)
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
        acknowledged_calls=acknowledged,
        needs_check=needs_check,
        messages_by_target=messages_by_target or {},
    )


def new_commits(old_commit: int, after: ObservedState | None) -> tuple[tuple[int, Entry], ...]:
    """Return the entries above index `old_commit` that the server has committed."""
    if after is None:
        return ()
    return tuple((i, after.log[i - 1]) for i in range(old_commit + 1, min(after.commitIndex, len(after.log)) + 1))


def is_already_leader(before: ObservedState | None, after: ObservedState) -> bool:
    """Return whether a leader already led the same term before the step."""
    return before is not None and before.role == LEADER and before.currentTerm == after.currentTerm


def property_fields(observed: ObservedState) -> tuple[object, ...]:
    """Return the fields that the properties of several servers compare."""
    return observed.log, observed.lastApplied, observed.matchIndex, observed.digest
