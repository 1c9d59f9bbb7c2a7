"""A run as the data of the player's script: for each event, the changed fields of one server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from raftlab.pages.html.markup import visible_text
from raftlab.pages.trace_analysis.cluster_states import ClusterState
from raftlab.pages.trace_analysis.event_text import cell_text, common_prefix_length, entry_content_text
from raftlab.pages.trace_analysis.state_machines import EMPTY_MACHINE, MachineHistory, MachineState
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
    """Return the changed fields, under one-letter names. The log keeps "k" entries, and the entries "n" follow.

    A new entry is [term, text of its cell, its whole command if the cell shortens it].
    """
    delta: Delta = {}
    for name, letter in FIELD_LETTERS.items():
        value = getattr(after, name)
        if before is None or getattr(before, name) != value:
            delta[letter] = visible_text(value, 40) if isinstance(value, str) else value
    compacted = after.compacted or 0
    if compacted != ((before.compacted or 0) if before else 0):
        delta["p"] = compacted
    for name, letter in (("nextIndex", "N"), ("matchIndex", "M")):
        pairs = getattr(after, name)
        if before is None or getattr(before, name) != pairs:
            delta[letter] = dict(pairs)
    old = before.log if before else ()
    kept = common_prefix_length(old, after.log)
    if kept < len(old) or kept < len(after.log):
        delta["k"] = kept
        delta["n"] = [log_cell_data(entry.term, entry) for entry in after.log[kept:]]
    return delta


def log_cell_data(term: int, entry: Any) -> list[Any]:
    """Return the data of a cell."""
    short, whole = visible_text(cell_text(entry)), visible_text(entry_content_text(entry), 80)
    return [term, short] if short == whole else [term, short, whole]


def run_data(
    servers: Sequence[str], states: Sequence[ClusterState], machine_history: MachineHistory = ()
) -> list[list[Any]]:
    """Return for each event the position of its server (-1 for none) and the delta."""
    return add_machine_deltas(servers, [event_delta(servers, m.event, m.view_before) for m in states], machine_history)


def add_machine_deltas(
    servers: Sequence[str], rows: list[list[Any]], machine_history: MachineHistory
) -> list[list[Any]]:
    """Add the changes of the machines to the rows, as far as they are known, and return the rows."""
    before: Mapping[str, MachineState] = {}
    for (server, changed), now in zip(rows, machine_history, strict=False):
        if server >= 0:
            changed |= machine_delta(
                before.get(servers[server], EMPTY_MACHINE), now.get(servers[server], EMPTY_MACHINE)
            )
        before = now
    return rows


def machine_delta(before: MachineState, after: MachineState) -> Delta:
    """Return the changes of a server's machine and sessions."""
    delta = {"H": after.machine} if after.machine != before.machine else {}
    return delta | ({"S": after.sessions} if after.sessions != before.sessions else {})


def event_delta(servers: Sequence[str], event: Event, before: ServerView | None) -> list[Any]:
    """Return the server and the delta of one event."""
    if event.server not in servers or event.view is None:
        return [-1, {}]
    return [servers.index(event.server), view_delta(before, event.view)]


def aligned_run_data(
    servers: Sequence[str], events: Sequence[Event | None], machine_history: MachineHistory = ()
) -> list[list[Any]]:
    """Return the data of another run of the same acts, aligned event by event; None is an act it could not do."""
    views: dict[str, ServerView] = {}
    rows = []
    for event in events:
        if event is None:
            rows.append([-1, {}])
            continue
        rows.append(event_delta(servers, event, views.get(event.server or "")))
        if event.server and event.view:
            views[event.server] = event.view
    return add_machine_deltas(servers, rows, machine_history)
