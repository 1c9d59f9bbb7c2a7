"""Finds entries that were in a log or in flight before the run: pictures must not show them as no-ops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from raftlab.pages.trace_analysis.event_text import PREEXISTING, message_dict
from raftlab.server import Entry
from raftlab.trace import Boot, Event, Inject, ServerView, Trace

EntryPosition = tuple[int, int]
"""An index and a term: by Log Matching they identify an entry on every server."""

EventOrNone = TypeVar("EventOrNone", Event, Event | None)


def find_preexisting_entries(trace: Trace) -> frozenset[EntryPosition]:
    """Return the positions of the entries without a command that were there before the run."""
    positions: set[EntryPosition] = set()
    for event in trace.events:
        if isinstance(event.act, Boot):
            positions |= positions_without_command(
                ((entry.term, entry.command or entry.configuration) for entry in event.act.log), 1
            )
        elif isinstance(event.act, Inject):
            message = message_dict(event.act.message)
            entries = (
                (entry["term"], entry.get("command") or entry.get("configuration"))
                for entry in message.get("entries", ())
            )
            positions |= positions_without_command(entries, int(message.get("prevLogIndex", 0)) + 1)
    return frozenset(positions)


def positions_without_command(entries: Iterable[tuple[int, object]], first_index: int) -> set[EntryPosition]:
    """Return the positions of the (term, command) pairs without a command; the first pair is at `first_index`."""
    return {(index, term) for index, (term, command) in enumerate(entries, start=first_index) if command is None}


def mark_preexisting_entries(
    events: Sequence[EventOrNone], preexisting_entries: frozenset[EntryPosition]
) -> tuple[EventOrNone, ...]:
    """Return the events with PREEXISTING as the command of each entry of `preexisting_entries` in a view."""
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
    """Return the view with its preexisting entries marked, up to `last_index`."""
    marked = tuple(
        Entry(entry.term, PREEXISTING)
        if entry.command is None and entry.configuration is None and (index, entry.term) in preexisting_entries
        else entry
        for index, entry in enumerate(view.log[:last_index], start=1)
    )
    return msgspec.structs.replace(view, log=marked + view.log[last_index:])
