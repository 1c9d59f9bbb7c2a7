"""The surroundings of one server in a search: its clock and timers, the writes of its disk, and a pause.

These change by themselves, without a step of the submission; the effects of a step change them too.
"""

from __future__ import annotations

import msgspec

from raftlab.explorer.bounds import START_MS
from raftlab.explorer.local_state import (
    NO_TIME,
    NO_WRITES,
    READ_CLIENT,
    TICK,
    ClockChangeEvent,
    DiskWrites,
    HeldStimulus,
    LocalState,
    LocalTime,
    OperatorEvent,
    PauseEvent,
    ReadEvent,
    Stimulus,
    TimerEvent,
    WriteEndEvent,
)
from raftlab.server import CancelTimer, ClientRequest, Command, SetTimer, WriteCompletion
from raftlab.trace import ClockJump, ClockRate
from raftlab.worker import wire
from raftlab.worker.responses import Effect, PersistEffect, WriteEffect


def is_about_surroundings(stimulus: Stimulus) -> bool:
    """Return whether a stimulus reaches no handler of the server: time passes, a clock is set, a pause begins."""
    return stimulus == TICK or isinstance(stimulus, ClockChangeEvent | PauseEvent)


def apply_surroundings_stimulus(local: LocalState, stimulus: Stimulus, tick_ms: float) -> LocalState:
    """Return the state of a server after a stimulus that reaches no handler of it."""
    time = local.time
    if isinstance(stimulus, PauseEvent):
        taken = stimulus.stimulus
        timers = tuple(each for each in local.timers if not (isinstance(taken, TimerEvent) and each == taken.timer))
        return msgspec.structs.replace(local, timers=timers, held=HeldStimulus(taken, time.shown_ms))
    if isinstance(stimulus, ClockChangeEvent):
        act = ClockRate("", stimulus.rate) if stimulus.rate else ClockJump("", stimulus.jump_ms)
        return msgspec.structs.replace(
            local, time=msgspec.structs.replace(time, clock=time.clock.apply(act, time.true_ms))
        )
    return msgspec.structs.replace(local, time=msgspec.structs.replace(time, true_ms=time.true_ms + tick_ms))


def initial_timed_state(booted: LocalState) -> LocalState:
    """Return the state of a server that booted at 0, when a search with ticks begins."""
    return msgspec.structs.replace(booted, time=msgspec.structs.replace(booted.time, true_ms=START_MS))


def ready_timers(timers: tuple[str, ...], time: LocalTime) -> tuple[str, ...]:
    """Return the timers that may fire: all without ticks, else those whose shortest delay is over."""
    if time is NO_TIME or not time.due_ms:
        return timers
    due, elapsed_ms = dict(time.due_ms), time.clock.elapsed_at(time.true_ms)
    return tuple(each for each in timers if elapsed_ms >= due.get(each, 0.0))


def to_server_event(local: LocalState, stimulus: Stimulus) -> wire.ServerEvent | None:
    """Return the server's event for a stimulus of a timer, an operator, a disk or a reader; None for any other."""
    if isinstance(stimulus, TimerEvent):
        return wire.TimeoutEvent(stimulus.timer)
    if isinstance(stimulus, OperatorEvent):
        return stimulus.request
    if isinstance(stimulus, ReadEvent):
        return ClientRequest(command_of_read(stimulus))
    if isinstance(stimulus, WriteEndEvent):
        return WriteCompletion(local.writes.pending[0].number, stimulus.failed)
    return None


def command_of_read(event: ReadEvent) -> Command:
    """Return the command of a get; puts are of the same key."""
    return Command("get", "x", client=f"{READ_CLIENT}{event.number}", sequence=1)


def index_made_durable(local: LocalState, event: WriteEndEvent) -> int:
    """Return the last index that a write makes durable as it ends; 0 if it changes nothing."""
    write = local.writes.pending[0]
    return 0 if event.failed or write.number <= local.writes.outdated else len(write.log)


def disk_before_handler(local: LocalState, stimulus: Stimulus) -> PersistEffect:
    """Return the disk at the start of a stimulus's handler: the end of a write has changed it by then."""
    if not isinstance(stimulus, WriteEndEvent) or stimulus.failed:
        return local.disk
    write = local.writes.pending[0]
    if write.number <= local.writes.outdated:
        return local.disk
    return PersistEffect(write.image, write.currentTerm, write.votedFor, write.log, write.image_hash, write.log_start)


def writes_after_effects(local: LocalState, ended: bool, effects: tuple[Effect, ...]) -> DiskWrites:
    """Return the writes under way after the effects of a step. `ended`: the oldest one ended before it."""
    if not local.writes.pending and not any(isinstance(each, WriteEffect) for each in effects):
        return NO_WRITES
    pending, outdated = local.writes.pending[1:] if ended else local.writes.pending, local.writes.outdated
    for effect in effects:
        if isinstance(effect, WriteEffect):
            pending = (*pending, effect)
        elif isinstance(effect, PersistEffect) and pending:
            outdated = pending[-1].number
    return DiskWrites(pending, outdated if pending else 0)


def time_after_effects(local: LocalState, timers: set[str], effects: tuple[Effect, ...], is_timed: bool) -> LocalTime:
    """Return the time after the effects of a step, with the timers that it set."""
    if not is_timed:
        return NO_TIME
    time = local.time
    due, elapsed_ms = dict(time.due_ms), time.clock.elapsed_at(time.true_ms)
    for effect in effects:
        if isinstance(effect, SetTimer):
            due[effect.name] = elapsed_ms + effect.low_ms
        elif isinstance(effect, CancelTimer):
            due.pop(effect.name, None)
    left = tuple(sorted((name, at_ms) for name, at_ms in due.items() if name in timers))
    return msgspec.structs.replace(time, due_ms=left)
