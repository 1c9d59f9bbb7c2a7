"""A run as the player's script reads it: for each event, the fields of one server that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from raftlab.pages.holdings import NOTHING, Held, Holdings
from raftlab.pages.markup import shown
from raftlab.pages.moments import Moment
from raftlab.pages.words import command_text, common, entry_text
from raftlab.trace import Event, View

Delta = dict[str, Any]

FIELDS = {
    "role": "r",
    "currentTerm": "t",
    "votedFor": "v",
    "commitIndex": "c",
    "lastApplied": "a",
    "leaderId": "l",
    "stored": "s",
}


def delta(before: View | None, after: View) -> Delta:
    """Return what changed, under one-letter names; "k" entries of the log are kept and "n" come after them.

    A new entry is [term, what its cell says, its whole command where the cell shortens it].
    """
    told: Delta = {}
    for name, letter in FIELDS.items():
        value = getattr(after, name)
        if before is None or getattr(before, name) != value:
            told[letter] = shown(value, 40) if isinstance(value, str) else value
    for name, letter in (("nextIndex", "N"), ("matchIndex", "M")):
        pairs = getattr(after, name)
        if before is None or getattr(before, name) != pairs:
            told[letter] = dict(pairs)
    old = before.log if before else ()
    kept = common(old, after.log)
    if kept < len(old) or kept < len(after.log):
        told["k"] = kept
        told["n"] = [cell_text(entry.term, entry) for entry in after.log[kept:]]
    return told


def cell_text(term: int, entry: Any) -> list[Any]:
    """Return what a cell needs."""
    short, whole = shown(command_text(entry.command)), shown(entry_text(entry.command), 80)
    return [term, short] if short == whole else [term, short, whole]


def run_of(servers: Sequence[str], run: Sequence[Moment], holdings: Holdings = ()) -> list[list[Any]]:
    """Return a run: for each event the position of its server (-1: none) and the delta."""
    return with_held(servers, [step_of(servers, m.event, m.before) for m in run], holdings)


def with_held(servers: Sequence[str], told: list[list[Any]], holdings: Holdings) -> list[list[Any]]:
    """Return a run with what the machines hold in it, as far as that is known."""
    before: Mapping[str, Held] = {}
    for (server, changed), now in zip(told, holdings, strict=False):
        if server >= 0:
            changed |= held_delta(before.get(servers[server], NOTHING), now.get(servers[server], NOTHING))
        before = now
    return told


def held_delta(before: Held, after: Held) -> Delta:
    """Return what changed of what a server's machine holds."""
    told = {"H": after.machine} if after.machine != before.machine else {}
    return told | ({"S": after.sessions} if after.sessions != before.sessions else {})


def step_of(servers: Sequence[str], event: Event, before: View | None) -> list[Any]:
    """Return one event's pair of server and delta."""
    if event.server not in servers or event.view is None:
        return [-1, {}]
    return [servers.index(event.server), delta(before, event.view)]


def beside_of(servers: Sequence[str], events: Sequence[Event | None], holdings: Holdings = ()) -> list[list[Any]]:
    """Return another run of the same acts, aligned event for event; None where an act could not be done in it."""
    views: dict[str, View] = {}
    told = []
    for event in events:
        if event is None:
            told.append([-1, {}])
            continue
        told.append(step_of(servers, event, views.get(event.server or "")))
        if event.server and event.view:
            views[event.server] = event.view
    return with_held(servers, told, holdings)
