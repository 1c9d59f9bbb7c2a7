"""A run as the player's script reads it: for each event, the fields of one server that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from raftlab.pages.html.markup import visible_text
from raftlab.pages.trace_analysis.event_text import command_text, common_prefix_length, entry_text
from raftlab.pages.trace_analysis.state_machines import EMPTY_MACHINE, MachineHistory, MachineState
from raftlab.pages.trace_analysis.states import ClusterState
from raftlab.trace import Event, ServerView

Delta = dict[str, Any]

FIELD_LETTERS = {
    "role": "r",
    "currentTerm": "t",
    "votedFor": "v",
    "commitIndex": "c",
    "lastApplied": "a",
    "leaderId": "l",
    "stored": "s",
}


def view_delta(before: ServerView | None, after: ServerView) -> Delta:
    """Return what changed, under one-letter names; "k" entries of the log are kept and "n" come after them.

    A new entry is [term, what its cell says, its whole command where the cell shortens it].
    """
    told: Delta = {}
    for name, letter in FIELD_LETTERS.items():
        value = getattr(after, name)
        if before is None or getattr(before, name) != value:
            told[letter] = visible_text(value, 40) if isinstance(value, str) else value
    for name, letter in (("nextIndex", "N"), ("matchIndex", "M")):
        pairs = getattr(after, name)
        if before is None or getattr(before, name) != pairs:
            told[letter] = dict(pairs)
    old = before.log if before else ()
    kept = common_prefix_length(old, after.log)
    if kept < len(old) or kept < len(after.log):
        told["k"] = kept
        told["n"] = [cell_data(entry.term, entry) for entry in after.log[kept:]]
    return told


def cell_data(term: int, entry: Any) -> list[Any]:
    """Return what a cell needs."""
    short, whole = visible_text(command_text(entry.command)), visible_text(entry_text(entry.command), 80)
    return [term, short] if short == whole else [term, short, whole]


def run_data(
    servers: Sequence[str], states: Sequence[ClusterState], machine_history: MachineHistory = ()
) -> list[list[Any]]:
    """Return a run: for each event the position of its server (-1: none) and the delta."""
    return add_machine_deltas(servers, [step_data(servers, m.event, m.view_before) for m in states], machine_history)


def add_machine_deltas(
    servers: Sequence[str], rows: list[list[Any]], machine_history: MachineHistory
) -> list[list[Any]]:
    """Return a run with what the machines hold in it, as far as that is known."""
    before: Mapping[str, MachineState] = {}
    for (server, changed), now in zip(rows, machine_history, strict=False):
        if server >= 0:
            changed |= machine_delta(
                before.get(servers[server], EMPTY_MACHINE), now.get(servers[server], EMPTY_MACHINE)
            )
        before = now
    return rows


def machine_delta(before: MachineState, after: MachineState) -> Delta:
    """Return what changed of what a server's machine holds."""
    told = {"H": after.machine} if after.machine != before.machine else {}
    return told | ({"S": after.sessions} if after.sessions != before.sessions else {})


def step_data(servers: Sequence[str], event: Event, before: ServerView | None) -> list[Any]:
    """Return one event's pair of server and delta."""
    if event.server not in servers or event.view is None:
        return [-1, {}]
    return [servers.index(event.server), view_delta(before, event.view)]


def aligned_run_data(
    servers: Sequence[str], events: Sequence[Event | None], machine_history: MachineHistory = ()
) -> list[list[Any]]:
    """Return another run of the same acts, aligned event for event; None where an act could not be done in it."""
    views: dict[str, ServerView] = {}
    told = []
    for event in events:
        if event is None:
            told.append([-1, {}])
            continue
        told.append(step_data(servers, event, views.get(event.server or "")))
        if event.server and event.view:
            views[event.server] = event.view
    return add_machine_deltas(servers, told, machine_history)
