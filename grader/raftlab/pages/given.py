"""Entries that stood in a log, or were on their way, before the run began: pictures do not call them no-ops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from raftlab.pages.words import GIVEN, plain
from raftlab.server import Entry
from raftlab.trace import Boot, Event, Inject, Trace, View

Place = tuple[int, int]
"""An entry's index and term: by Log Matching they name it on every server."""

EventOrNone = TypeVar("EventOrNone", Event, Event | None)


def given_by(trace: Trace) -> frozenset[Place]:
    """Return the places of the entries without a command that the run began with."""
    found: set[Place] = set()
    for event in trace.events:
        if isinstance(event.act, Boot):
            found |= bare(((entry.term, entry.command) for entry in event.act.log), 1)
        elif isinstance(event.act, Inject):
            message = plain(event.act.message)
            entries = ((entry["term"], entry.get("command")) for entry in message.get("entries", ()))
            found |= bare(entries, int(message.get("prevLogIndex", 0)) + 1)
    return frozenset(found)


def bare(entries: Iterable[tuple[int, object]], first: int) -> set[Place]:
    """Return the places of the (term, command) pairs that have no command, the first pair at the index `first`."""
    return {(index, term) for index, (term, command) in enumerate(entries, start=first) if command is None}


def marked(events: Sequence[EventOrNone], given: frozenset[Place]) -> tuple[EventOrNone, ...]:
    """Return the events with GIVEN as the command of every entry of `given` that a view shows."""
    if not given:
        return tuple(events)
    last = max(index for index, _ in given)
    return tuple(
        msgspec.structs.replace(event, view=marked_view(event.view, given, last)) if event and event.view else event
        for event in events
    )


def marked_view(view: View, given: frozenset[Place], last: int) -> View:
    """Return the view with its entries up to the index `last` marked where they are given."""
    begun = tuple(
        Entry(entry.term, GIVEN) if entry.command is None and (index, entry.term) in given else entry
        for index, entry in enumerate(view.log[:last], start=1)
    )
    return msgspec.structs.replace(view, log=begun + view.log[last:])
