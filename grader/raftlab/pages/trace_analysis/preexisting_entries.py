"""Entries that stood in a log, or were on their way, before the run began: pictures do not call them no-ops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from raftlab.pages.trace_analysis.event_text import PREEXISTING, message_fields
from raftlab.server import Entry
from raftlab.trace import Boot, Event, Inject, ServerView, Trace

EntryPosition = tuple[int, int]
"""An entry's index and term: by Log Matching they name it on every server."""

EventOrNone = TypeVar("EventOrNone", Event, Event | None)


def find_preexisting_entries(trace: Trace) -> frozenset[EntryPosition]:
    """Return the places of the entries without a command that the run began with."""
    found: set[EntryPosition] = set()
    for event in trace.events:
        if isinstance(event.act, Boot):
            found |= positions_without_command(((entry.term, entry.command) for entry in event.act.log), 1)
        elif isinstance(event.act, Inject):
            message = message_fields(event.act.message)
            entries = ((entry["term"], entry.get("command")) for entry in message.get("entries", ()))
            found |= positions_without_command(entries, int(message.get("prevLogIndex", 0)) + 1)
    return frozenset(found)


def positions_without_command(entries: Iterable[tuple[int, object]], first_index: int) -> set[EntryPosition]:
    """Return the places of the (term, command) pairs that have no command, the first pair at the index `first`."""
    return {(index, term) for index, (term, command) in enumerate(entries, start=first_index) if command is None}


def mark_preexisting_entries(
    events: Sequence[EventOrNone], preexisting_entries: frozenset[EntryPosition]
) -> tuple[EventOrNone, ...]:
    """Return the events with GIVEN as the command of every entry of `given` that a view shows."""
    if not preexisting_entries:
        return tuple(events)
    last = max(index for index, _ in preexisting_entries)
    return tuple(
        msgspec.structs.replace(event, view=mark_entries_in_view(event.view, preexisting_entries, last))
        if event and event.view
        else event
        for event in events
    )


def mark_entries_in_view(
    view: ServerView, preexisting_entries: frozenset[EntryPosition], last_index: int
) -> ServerView:
    """Return the view with its entries up to the index `last` marked where they are given."""
    begun = tuple(
        Entry(entry.term, PREEXISTING)
        if entry.command is None and (index, entry.term) in preexisting_entries
        else entry
        for index, entry in enumerate(view.log[:last_index], start=1)
    )
    return msgspec.structs.replace(view, log=begun + view.log[last_index:])
