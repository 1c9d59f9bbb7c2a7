"""The state of every server after each event of a trace, with the events that change nothing marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import msgspec

from raftlab.pages.trace_analysis import event_text
from raftlab.pages.trace_analysis.cut_links_text import Link
from raftlab.pages.trace_analysis.preexisting_entries import find_preexisting_entries, mark_preexisting_entries
from raftlab.server import Apply, Reply
from raftlab.trace import Cut, Deliver, Event, Heal, Inject, SentMessage, ServerView, Timeout, Trace

Views = Mapping[str, ServerView]


@dataclass(frozen=True, slots=True)
class ClusterState:
    """The cluster after one event, with the links that are cut then.

    is_quiet: a heartbeat or its reply that changed nothing visible, or a cut that another cut follows; no event with
    which a panel ends or a property breaks.
    """

    event: Event
    view_before: ServerView | None
    views: Views
    cuts: frozenset[Link]
    is_quiet: bool


def cluster_states(trace: Trace) -> tuple[ClusterState, ...]:
    """Return the cluster's state after each event of a trace."""
    views: dict[str, ServerView] = {}
    cuts: frozenset[Link] = frozenset()
    shown_steps = {violation.step for violation in trace.violations} | {panel.last for panel in trace.panels}
    states = []
    events = mark_preexisting_entries(trace.events, find_preexisting_entries(trace))
    for event, following in zip_longest(events, events[1:]):
        before = views.get(event.server) if event.server else None
        if event.server and event.view:
            views = {**views, event.server: event.view}
        cuts = cut_links_after(cuts, event)
        quiet = is_quiet_event(event, before) or (is_link_event(event) and is_link_event(following))
        states.append(ClusterState(event, before, views, cuts, quiet and event.step not in shown_steps))
    return tuple(states)


def is_link_event(event: Event | None) -> bool:
    """Return whether the event cuts or heals a link."""
    return event is not None and isinstance(event.act, Cut | Heal)


def cut_links_after(cuts: frozenset[Link], event: Event) -> frozenset[Link]:
    """Return the links that are cut after an event."""
    match event.act:
        case Cut(source=source, to=to):
            return cuts | {(source, to)}
        case Heal(source=source, to=to):
            return cuts - {(source, to)}
    return cuts


def is_quiet_event(event: Event, before: ServerView | None) -> bool:
    """Return whether the event is heartbeat traffic that changed no role, term, vote, log, commit or matchIndex."""
    match event.act:
        case Deliver(message=message):
            fields = event_text.message_dict(message)
            routine = event_text.message_arrow_kind(fields) == "heartbeat" or fields.get("type") == "AppendEntriesReply"
        case Timeout():
            routine = all(
                event_text.message_arrow_kind(event_text.message_dict(sent.message)) == "heartbeat"
                for sent in event.sent_messages
            )
        case _:
            routine = False
    if not routine or before is None or event.view is None:
        return False
    has_output = any(isinstance(effect, Reply | Apply) for effect in event.effects)
    return (
        not has_output
        and not any(event_text.message_dict(sent.message).get("entries") for sent in event.sent_messages)
        and before.matchIndex == event.view.matchIndex
        and without_heartbeat_fields(before) == without_heartbeat_fields(event.view)
    )


def without_heartbeat_fields(view: ServerView) -> ServerView:
    """Return the view without the fields that a heartbeat may change."""
    return msgspec.structs.replace(view, digest="", nextIndex=(), matchIndex=(), leaderId=None, stored=0)


def position_of_step(trace: Trace, step: int) -> int:
    """Return the position of `step` in the list of events, from 0; the last position for a step past the end."""
    for position, event in enumerate(trace.events):
        if event.step >= step:
            return position
    return max(0, len(trace.events) - 1)


@dataclass(slots=True)
class MessageFlight:
    """A message: the position where it was sent, and its ends: (position, "arrives", "lost" or "cut")."""

    sent_message: SentMessage
    start_position: int
    ends: list[tuple[int, str]] = field(default_factory=list)


def message_flights(events: Sequence[Event]) -> tuple[MessageFlight, ...]:
    """Return the messages of a run in the order in which they were sent."""
    flights: dict[int, MessageFlight] = {}
    for position, event in enumerate(events):
        act = event.act
        number = getattr(act, "id", 0)
        if isinstance(act, Inject):
            flights[number] = MessageFlight(SentMessage(number, act.source, act.to, act.message), position)
        if isinstance(act, Deliver) and number in flights:
            flights[number].ends.append((position, "arrives"))
        elif type(act).__name__ == "Drop" and number in flights:
            flights[number].ends.append((position, "lost"))
        for sent in event.sent_messages:
            flights[sent.id] = MessageFlight(sent, position, [(position, "cut")] if sent.lost else [])
    return tuple(flights.values())


def longest_log_length(trace: Trace) -> int:
    """Return the length of the longest log in the run."""
    return max((len(event.view.log) for event in trace.events if event.view), default=0)
