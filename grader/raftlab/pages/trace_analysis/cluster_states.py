"""The state of every server after each event of a trace, with the events that change nothing marked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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

    is_quiet: the heartbeat timer, a heartbeat or its reply, if nothing visible changed; no event with which a panel
    ends or a property breaks. has_link_event_next: a cut or heal that another one follows.
    """

    event: Event
    view_before: ServerView | None
    views: Views
    cuts: frozenset[Link]
    is_quiet: bool
    has_link_event_next: bool = False


def cluster_states(trace: Trace) -> tuple[ClusterState, ...]:
    """Return the cluster's state after each event of a trace."""
    views: dict[str, ServerView] = {}
    cuts: frozenset[Link] = frozenset()
    shown_steps = {violation.step for violation in trace.violations} | {panel.last for panel in trace.panels}
    states = []
    events = mark_preexisting_entries(trace.events, find_preexisting_entries(trace))
    quiet = quiet_positions(events, shown_steps)
    for position, (event, following) in enumerate(zip_longest(events, events[1:])):
        before = views.get(event.server) if event.server else None
        if event.server and event.view:
            views = {**views, event.server: event.view}
        cuts = cut_links_after(cuts, event)
        has_link_event_next = is_link_event(event) and is_link_event(following)
        states.append(ClusterState(event, before, views, cuts, position in quiet, has_link_event_next))
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


def quiet_positions(events: Sequence[Event], shown_steps: Collection[int]) -> frozenset[int]:
    """Return the positions of heartbeat traffic that changed nothing.

    The heartbeats of one broadcast, and the timer that sent them, are quiet together or not at all.
    """
    views: dict[str, ServerView] = {}
    heartbeats = heartbeat_broadcasts(events)
    quiet: set[int] = set()
    shown_broadcasts: set[int] = set()
    for position, event in enumerate(events):
        is_quiet = is_heartbeat_event(position, event, heartbeats) and event.step not in shown_steps
        is_quiet = is_quiet and is_without_change(event, views.get(event.server or ""))
        if is_quiet:
            quiet.add(position)
        elif position in heartbeats.deliveries:
            shown_broadcasts.add(heartbeats.deliveries[position])
        if event.server and event.view:
            views[event.server] = event.view
    together = {position for position, start in heartbeats.deliveries.items() if start in shown_broadcasts}
    return frozenset(quiet - together - shown_broadcasts)


@dataclass(frozen=True, slots=True)
class HeartbeatEvents:
    """Position at which a heartbeat arrived -> the position at which it was sent; and the positions of the replies."""

    deliveries: Mapping[int, int]
    replies: frozenset[int]


def heartbeat_broadcasts(events: Sequence[Event]) -> HeartbeatEvents:
    """Return the events that belong to heartbeats."""
    sent_at: dict[int, int] = {}
    reply_numbers: set[int] = set()
    deliveries: dict[int, int] = {}
    replies: set[int] = set()
    for position, event in enumerate(events):
        if isinstance(event.act, Deliver) and event.act.id in sent_at:
            deliveries[position] = sent_at[event.act.id]
            reply_numbers |= {sent.id for sent in event.sent_messages}
        elif isinstance(event.act, Deliver) and event.act.id in reply_numbers:
            replies.add(position)
        sent_at |= {sent.id: position for sent in event.sent_messages if is_heartbeat(sent)}
    return HeartbeatEvents(deliveries, frozenset(replies))


def is_heartbeat(sent: SentMessage) -> bool:
    """Return whether a message is a heartbeat."""
    return event_text.message_arrow_kind(event_text.message_dict(sent.message)) == "heartbeat"


def is_heartbeat_event(position: int, event: Event, heartbeats: HeartbeatEvents) -> bool:
    """Return whether the event is a heartbeat, the reply that it was accepted, or the timer that sends heartbeats."""
    match event.act:
        case Deliver(message=message):
            if position in heartbeats.replies:
                return bool(event_text.message_dict(message).get("success"))
            answers = (event_text.message_dict(sent.message) for sent in event.sent_messages)
            return position in heartbeats.deliveries and all(answer.get("success", True) for answer in answers)
        case Timeout(timer=timer):
            is_sending = bool(event.sent_messages) or timer == "heartbeat"
            return is_sending and all(map(is_heartbeat, event.sent_messages))
    return False


def is_without_change(event: Event, before: ServerView | None) -> bool:
    """Return whether the event changed no role, term, vote, log, commit or matchIndex, and sent no entry."""
    if before is None or event.view is None:
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
