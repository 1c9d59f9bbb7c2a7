"""Recorded runs: traces that a scene holds as data, and the history of each for a method that judges runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from raftlab.cluster_history import DOWN, History, HistoryStep, ServerState
from raftlab.server import Apply
from raftlab.trace import (
    Act,
    Boot,
    ClockJump,
    ClockRate,
    Compact,
    Crash,
    Cut,
    Deliver,
    Drop,
    Duplicate,
    Heal,
    Inject,
    Learn,
    Pause,
    Propose,
    Reconfigure,
    Restart,
    Resume,
    RunFailure,
    ServerView,
    Timeout,
    Trace,
    Violation,
    Wipe,
    command_label,
    from_json,
)


def read_recorded_runs(folder: Path) -> dict[str, Trace]:
    """Return the runs in `folder` by name, in the order of their names."""
    return {file.stem: from_json(file.read_bytes()) for file in sorted(folder.glob("*.json"))}


def find_violation(trace: Trace, property_name: str) -> Violation | None:
    """Return the first violation of a property in a run; None if the run obeys it."""
    found = (violation for violation in trace.violations if violation.property == property_name)
    return min(found, key=lambda violation: violation.step, default=None)


def trace_for_property(trace: Trace, property_name: str, failure: RunFailure | None) -> Trace:
    """Return the run for a report on one property: with the violation of that property, or with `failure` instead."""
    violation = find_violation(trace, property_name)
    violations = () if violation is None or failure is not None else (violation,)
    return msgspec.structs.replace(trace, violations=violations, failure=failure)


# ---- the history of a trace ------------------------------------------------------------------------------------------


def history_of_trace(name: str, trace: Trace) -> History:
    """Return the history of a recorded run; its steps have the numbers of the trace's events."""
    states = {server: ServerState(server, DOWN, 0, None, (), 0, 0) for server in trace.servers}
    steps = []
    for event in trace.events:
        if event.server is not None and event.view is not None:
            states[event.server] = server_state_from_view(event.server, event.view)
        applied = tuple(effect for effect in event.effects if isinstance(effect, Apply))
        steps.append(HistoryStep(event.step, act_text(event.act), applied, tuple(states.values())))
    return History(name, tuple(steps))


def server_state_from_view(name: str, view: ServerView) -> ServerState:
    """Return the state of a server as a history has it."""
    role = view.role if view.up else DOWN
    return ServerState(name, role, view.currentTerm, view.votedFor, view.log, view.commitIndex, view.stored)


def act_text(act: Act) -> str:
    """Return what happened in a few words: "S2 gets RequestVote from S1"."""
    return next(known_act_texts(act), "")


def known_act_texts(act: Act) -> Iterator[str]:
    """Yield the words for an act, if it is of a known kind."""
    match act:
        case Boot(server=server) | Restart(server=server):
            yield f"{server} starts"
        case Crash(server=server):
            yield f"{server} crashes"
        case Timeout(server=server, timer=timer):
            yield f"the {timer} timer of {server} fires"
        case Propose(server=server, command=command):
            yield f"a client's call reaches {server}: {command_label(command)}"
        case Reconfigure(server=server):
            yield f"an operator asks {server} to change the configuration"
        case Compact(server=server, index=index):
            yield f"an operator asks {server} to compact its log up to {index}"
        case Wipe(server=server):
            yield f"{server} loses its disk"
        case Learn(server=server):
            yield f"{server} learns what is committed"
        case Deliver(source=source, to=to, message=message):
            yield f"{to} gets {message_type_name(message)} from {source}"
        case Drop(source=source, to=to, message=message):
            yield f"{message_type_name(message)} from {source} to {to} is lost"
        case Duplicate(source=source, to=to, message=message) | Inject(source=source, to=to, message=message):
            yield f"{message_type_name(message)} from {source} to {to} is in flight once more"
        case Cut(source=source, to=to):
            yield f"the link from {source} to {to} is cut"
        case Heal(source=source, to=to):
            yield f"the link from {source} to {to} works again"
        case ClockRate(server=server) | ClockJump(server=server):
            yield f"the clock of {server} goes wrong"
        case Pause(server=server):
            yield f"{server} stands still"
        case Resume(server=server):
            yield f"{server} goes on"


def message_type_name(message: Any) -> str:
    """Return the type of a message that a trace holds as a record or as plain data."""
    return str(message.get("type", "a message")) if isinstance(message, dict) else type(message).__name__
