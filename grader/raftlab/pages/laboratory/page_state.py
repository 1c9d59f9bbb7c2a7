"""The state of the page after each call: the run so far, what can be done next, and the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from raftlab.pages.drawing.spacetime import draw_server_names, draw_spacetime
from raftlab.pages.html.markup import visible_text
from raftlab.pages.laboratory.election_timer_intervals import election_timer_runs
from raftlab.pages.laboratory.message_labels import message_label
from raftlab.pages.laboratory.session import Session
from raftlab.pages.laboratory.suggested_lines import messages_in_flight, suggested_command, suggested_lines
from raftlab.pages.player.diagram_section import event_flags
from raftlab.pages.player.state_deltas import run_data
from raftlab.pages.trace_analysis import event_text
from raftlab.pages.trace_analysis.aligned_runs import MirrorCluster, RunDifference
from raftlab.pages.trace_analysis.cluster_states import (
    ClusterState,
    cluster_states,
    message_flights,
)
from raftlab.pages.trace_analysis.preexisting_entries import find_preexisting_entries, mark_preexisting_entries
from raftlab.pages.trace_analysis.ringed_index import find_ringed_index
from raftlab.simulator.world import World
from raftlab.trace import Cut, Duplicate, Event, Heal, Trace

NOT_IN_THE_REFERENCE = "cannot do this; it has sent no such message"


def page_state(session: Session, mirror: MirrorCluster | None = None) -> dict[str, Any]:
    """Return the state of the cluster, where the reference's run differs, the possible lines, and the history."""
    recorded = session.recorded_run()
    trace, world = recorded.trace, session.runner.world
    states = unfold_heartbeats(cluster_states(trace))
    difference = None if mirror is None else mirror.first_difference(trace)
    flags = event_flags(trace, None if difference is None else difference.position)
    return {
        "events": run_data(trace.servers, states),
        "texts": [event_sentence(state) for state in states],
        "flights": message_data(trace.events),
        "links": link_change_data(trace.events),
        "times": [event.at_ms for event in trace.events],
        "presentMs": world.now_ms,
        "clocks": election_timer_runs(trace.events),
        "diagram": str(draw_spacetime(trace.servers, states, flags=flags)),
        "names": str(draw_server_names(trace.servers)),
        "ring": find_ringed_index(trace),
        "now": len(world.events),
        "counts": recorded.event_counts,
        "timers": [[server, timer, timer_text(world, server, timer)] for server, timer in sorted(world.timers)],
        "flying": [[message.id, name] for message, name in messages_in_flight(world)],
        "offers": suggested_lines(session),
        "command": suggested_command(session),
        "reference": None if mirror is None else reference_difference_data(trace, states, difference),
        "lines": session.lines,
        "at": session.position,
        "branches": [branch_text(branch) for branch in session.branches],
        "violations": violation_data(trace, len(world.events)),
        "misses": [
            f"line {miss.line} does not hold: {visible_text(f'{miss.text} ({miss.seen})')}"
            for miss in session.runner.failed_lines
        ],
        "ended": visible_text(session.end_reason),
    }


def unfold_heartbeats(states: Sequence[ClusterState]) -> tuple[ClusterState, ...]:
    """Return the states with only the cuts and heals of one line folded: a click on a heartbeat must show."""
    return tuple(replace(state, is_quiet=state.has_link_event_next) for state in states)


def event_sentence(state: ClusterState) -> str:
    """Return an event in words: the act, and what it changed."""
    text = event_text.act_text(state.event.act) + event_text.crash_point_text(state.event)
    changes = event_text.changes_text(state.view_before, state.event)
    return visible_text(f"{text}: {changes}" if changes else text)


def message_data(events: Sequence[Event]) -> dict[int, dict[str, Any]]:
    """Return each message by its id: its link, where it was sent, duplicated and ended, and its words."""
    data = {}
    for flight in message_flights(events):
        sent = flight.sent_message
        fields = event_text.message_dict(sent.message)
        data[sent.id] = {
            "link": [sent.source, sent.to],
            "start": flight.start_position,
            "copies": [],
            "ends": flight.ends,
            "term": fields.get("term", 0),
            "kind": event_text.message_arrow_kind(fields),
            "label": visible_text(message_label(fields), 14),
            "text": visible_text(event_text.message_text(fields), 200),
        }
    for position, event in enumerate(events):
        if isinstance(event.act, Duplicate) and event.act.id in data:
            data[event.act.id]["copies"].append(position)
    return data


def link_change_data(events: Sequence[Event]) -> list[tuple[int, str, str, bool]]:
    """Return each change of a link: its position, its ends, and whether the link is cut then."""
    return [
        (position, event.act.source, event.act.to, isinstance(event.act, Cut))
        for position, event in enumerate(events)
        if isinstance(event.act, Cut | Heal)
    ]


def timer_text(world: World, server: str, timer: str) -> str:
    """Return the delay of a running timer in words."""
    delay = world.timers[server, timer]
    return f"{delay.low_ms} ms" if delay.low_ms == delay.high_ms else f"{delay.low_ms} to {delay.high_ms} ms"


def violation_data(trace: Trace, event_count: int) -> list[tuple[int, str]]:
    """Return the position and the text of each broken property up to the present event."""
    return [
        (violation.step - 1, f"{violation.property} broken at step {violation.step}: {visible_text(violation.seen)}")
        for violation in trace.violations
        if violation.step <= event_count
    ]


def reference_difference_data(
    trace: Trace, states: Sequence[ClusterState], difference: RunDifference | None
) -> dict[str, Any]:
    """Return the first difference from the reference: its position, and the event of each side."""
    if difference is None:
        return {"position": None}
    state = states[difference.position]
    event = mark_preexisting_entries([difference.reference_event], find_preexisting_entries(trace))[0]
    theirs = changes_text(state, event) if event else NOT_IN_THE_REFERENCE
    return {
        "position": difference.position,
        "yours": changes_text(state, state.event),
        "theirs": theirs,
        "act": visible_text(event_text.act_text(state.event.act), 200),
    }


def changes_text(state: ClusterState, event: Event) -> str:
    """Return what `event` changed in the state before it."""
    return visible_text(event_text.changes_text(state.view_before, event) or "changes nothing")


def branch_text(branch: tuple[str, ...]) -> str:
    """Return the label of a branch: its ending if the scenario names one, else its last line."""
    ending = next((line.partition(" ")[2] for line in branch if line.startswith("fork ")), None)
    return f"ending {ending}" if ending else f"{len(branch)} lines, last: {branch[-1]}"
