"""Converts a path of moves to acts, so that live servers can repeat it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from raftlab.explorer.local_state import (
    CLIENT_REQUEST,
    CRASH,
    RESTART,
    RESUME,
    TICK,
    ClockChangeEvent,
    LocalState,
    OperatorEvent,
    PauseEvent,
    ReadEvent,
    Stimulus,
    TimerEvent,
    WriteEndEvent,
)
from raftlab.explorer.move_generator import MoveEvent, MoveGenerator
from raftlab.explorer.search_tree import events_of_path
from raftlab.explorer.server_surroundings import command_of_read
from raftlab.server import Command, ConfigurationRequest, Entry, Message, TransferRequest
from raftlab.trace import (
    Act,
    Boot,
    ClockJump,
    ClockRate,
    Compact,
    CompleteWrite,
    Crash,
    Deliver,
    Duplicate,
    Pause,
    Propose,
    Reconfigure,
    Restart,
    Resume,
    Timeout,
    Transfer,
)

TimedAct = tuple[float, Act]
"""An act with its time, in ms."""

COMMAND_KEYS = "xyzuvwabcdefghijklmnopqrst"


def acts_of_path(move_generator: MoveGenerator, states: tuple[int, ...], broken_property: str = "") -> list[TimedAct]:
    """Return the acts of a path from the initial state: every server boots, then each event of each move.

    broken_property: the property that the last move breaks.
    """
    transitions = move_generator.encoder.transitions
    locals_ = move_generator.encoder.local_states(states[0])
    events = [event for move in events_of_path(move_generator, states, broken_property) for event in move]
    bounds = transitions.bounds
    voters = bounds.initial_voters if bounds.spares else ()
    boots: list[TimedAct] = [(0.0, Boot(name, voters=voters)) for name in transitions.server_names]
    timed = [
        (locals_[event[0][0]].time.true_ms, act)
        for event in with_later_redelivery(move_generator, events)
        for act in acts_of_event(move_generator, locals_, event)
    ]
    renamed = rename_commands([act for _, act in timed])
    return boots + [(at_ms, act) for (at_ms, _), act in zip(timed, renamed, strict=True)]


def with_later_redelivery(move_generator: MoveGenerator, events: list[MoveEvent]) -> Iterable[tuple[MoveEvent, bool]]:
    """Yield each event, and whether its message is delivered again later."""
    for position, (server, stimulus) in enumerate(events):
        later = {stimulus_without_crash(other) for _, other in events[position + 1 :]}
        yield (
            (server, stimulus),
            isinstance(stimulus_without_crash(stimulus), int) and stimulus_without_crash(stimulus) in later,
        )


def stimulus_without_crash(stimulus: Stimulus) -> Stimulus:
    """Return the stimulus without its crash or its pause, if it has one."""
    stimulus = stimulus[0] if isinstance(stimulus, tuple) else stimulus
    return stimulus.stimulus if isinstance(stimulus, PauseEvent) else stimulus


def acts_of_event(
    move_generator: MoveGenerator, local_states: list[LocalState], event: tuple[MoveEvent, bool]
) -> list[Act]:
    """Return the acts of one event, and update `local_states`."""
    (server, stimulus), is_redelivered = event
    transitions = move_generator.encoder.transitions
    local, name = local_states[server], transitions.server_names[server]
    local_states[server] = transitions.step(local, stimulus).after
    crash_after = stimulus[1] if isinstance(stimulus, tuple) else None
    if isinstance(stimulus, PauseEvent):
        local_states[server] = local
        inner = acts_of_event(move_generator, local_states, ((server, stimulus.stimulus), is_redelivered))
        local_states[server] = transitions.step(local, stimulus).after
        return [*inner[:-1], Pause(name, is_inside=True), inner[-1]]
    stimulus = stimulus_without_crash(stimulus)
    if stimulus == TICK:
        return []
    if stimulus == RESUME:
        return [Resume(name)]
    if isinstance(stimulus, ClockChangeEvent):
        return [ClockRate(name, stimulus.rate) if stimulus.rate else ClockJump(name, stimulus.jump_ms)]
    if isinstance(stimulus, WriteEndEvent):
        return [CompleteWrite(name, stimulus.failed, crash_after=crash_after)]
    if isinstance(stimulus, ReadEvent):
        return [Propose(name, command_of_read(stimulus), crash_after)]
    if stimulus == CRASH:
        return [Crash(name)]
    if stimulus == RESTART:
        return [Restart(name)]
    if stimulus == CLIENT_REQUEST:
        return [Propose(name, transitions.client_command(local), crash_after)]
    if isinstance(stimulus, TimerEvent):
        return [Timeout(name, stimulus.timer, crash_after)]
    if isinstance(stimulus, OperatorEvent):
        return [operator_act(name, stimulus, crash_after)]
    assert isinstance(stimulus, int)
    numbered = transitions.messages[stimulus]
    source, message = transitions.server_names[numbered.source], transitions.codec.decode(numbered.data)
    copies: list[Act] = [Duplicate(source, name, message)] if is_redelivered else []
    return [*copies, Deliver(source, name, message, crash_after=crash_after)]


def operator_act(server: str, event: OperatorEvent, crash_after: int | None) -> Act:
    """Return the act of an operator's event."""
    if isinstance(event.request, ConfigurationRequest):
        return Reconfigure(server, event.request.changes, event.request.joint, crash_after)
    if isinstance(event.request, TransferRequest):
        return Transfer(server, event.request.target, crash_after)
    return Compact(server, event.request.index, crash_after)


def rename_commands(acts: list[Act]) -> list[Act]:
    """Return the acts with the clients' commands named x=1, y=2, … in the order of their calls; x=1, x=2 with gets."""
    new_commands: dict[Command, Command] = {}
    has_gets = any(isinstance(act, Propose) and act.command.operation == "get" for act in acts)
    for act in acts:
        if isinstance(act, Propose) and act.command not in new_commands:
            number = len(new_commands) + 1
            key = "x" if has_gets else COMMAND_KEYS[(number - 1) % len(COMMAND_KEYS)]
            is_get = act.command.operation == "get"
            new_commands[act.command] = Command(
                *(act.command.operation, key, "" if is_get else str(number)), client=f"c{number}", sequence=1
            )
    return [rename_act_commands(act, new_commands) for act in acts]


def rename_act_commands(act: Act, new_commands: dict[Command, Command]) -> Act:
    """Return `act` with its commands renamed, those inside its message too."""
    if isinstance(act, Propose):
        return msgspec.structs.replace(act, command=new_commands[act.command])
    if isinstance(act, Deliver | Duplicate):
        return msgspec.structs.replace(act, message=rename_message_commands(act.message, new_commands))
    return act


def rename_message_commands(message: Message, new_commands: dict[Command, Command]) -> Message:
    """Return `message` with the commands of its entries renamed."""
    changed: dict[str, object] = {}
    for field in message.__struct_fields__:
        value = getattr(message, field)
        if isinstance(value, tuple) and any(isinstance(each, Entry) for each in value):
            changed[field] = tuple(rename_entry_command(each, new_commands) for each in value)
    return msgspec.structs.replace(message, **changed) if changed else message


def rename_entry_command(value: object, new_commands: dict[Command, Command]) -> object:
    """Return an entry with its command renamed, anything else as it is."""
    if isinstance(value, Entry) and value.command in new_commands:
        return Entry(value.term, new_commands[value.command])
    return value
