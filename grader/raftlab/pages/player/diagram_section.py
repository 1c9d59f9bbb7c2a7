"""The upper part of a player: the space-time diagram, the controls under it, and the legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from raftlab.pages.drawing.event_shapes import EVENT_SHAPES
from raftlab.pages.drawing.spacetime import EventFlag, draw_server_names, draw_spacetime
from raftlab.pages.html.markup import Markup, tag, visible_text
from raftlab.pages.html.page_template import EmbedData
from raftlab.pages.trace_analysis.cluster_states import ClusterState, message_flights, position_of_step
from raftlab.pages.trace_analysis.event_text import has_durable_effect, message_arrow_kind, message_dict
from raftlab.server import LEADER
from raftlab.trace import (
    Act,
    ClockJump,
    ClockRate,
    Crash,
    Pause,
    Propose,
    Reconfigure,
    Restart,
    Resume,
    Timeout,
    Trace,
)


def diagram_section(
    trace: Trace, states: Sequence[ClusterState], id_prefix: str, difference: int | None, embed_data: EmbedData
) -> Markup:
    """Return the space-time diagram and the controls; `difference`: the position of the first difference."""
    flags = event_flags(trace, difference)
    folds = any(moment.is_quiet for moment in states)
    whole = (
        embed_data(f"{id_prefix}whole", draw_spacetime(trace.servers, states, fold_quiet=False, flags=flags).encode())
        if folds
        else None
    )
    diagram = draw_spacetime(trace.servers, states, flags=flags)
    box = tag(
        "div",
        diagram,
        class_="scroll",
        tabindex=0,
        role="group",
        aria_label="space-time diagram",
        id=f"{id_prefix}diagram",
    )
    return tag(
        "section",
        tag("h2", "Space-time"),
        tag("div", draw_server_names(trace.servers), box, class_="lanes"),
        controls(trace, folds, len(states), id_prefix),
        tag("p", id=f"{id_prefix}now", role="status", aria_live="polite"),
        legend(trace, states, flags),
        whole,
        class_="time",
        aria_label="Space-time diagram and controls",
    )


def event_flags(trace: Trace, difference: int | None) -> list[EventFlag]:
    """Return the highlighted events: the first violation of each property, and the first difference."""
    broken: dict[int, list[str]] = {}
    for violation in trace.violations:
        broken.setdefault(position_of_step(trace, violation.step), []).append(violation.property)
    flags = [EventFlag(position, "breaks", "✗", f"breaks {', '.join(names)}") for position, names in broken.items()]
    if trace.failure is not None and not trace.violations:
        flags.append(EventFlag(position_of_step(trace, trace.failure.step), "breaks", "✗", "fails here"))
    if difference is not None:
        flags.append(EventFlag(difference, "differs", "≠", "the first difference from the reference's run"))
    return flags


def controls(trace: Trace, can_fold: bool, event_count: int, id_prefix: str) -> Markup:
    """Return the slider and the buttons."""
    steps = {violation.step for violation in trace.violations}
    what = "failure" if trace.failure else ""
    if steps:
        what = f"violations ({len(steps)})" if len(steps) > 1 else "violation"
    buttons = [
        tag("button", "|◀", type="button", id=f"{id_prefix}first", aria_label="first step", title="Home"),
        tag("button", "◀", type="button", id=f"{id_prefix}back", aria_label="step back", title="←"),
        tag("button", "play", type="button", id=f"{id_prefix}play", title="space"),
        tag("button", "▶", type="button", id=f"{id_prefix}on", aria_label="step forward", title="→"),
        tag("button", "▶|", type="button", id=f"{id_prefix}last", aria_label="last step", title="End"),
        tag(
            "input",
            type="range",
            id=f"{id_prefix}slider",
            min=0,
            max=max(0, event_count - 1),
            value=0,
            aria_label="step",
        ),
        tag("button", what, type="button", id=f"{id_prefix}violation", title="v") if what else None,
        tag("button", "first difference", type="button", id=f"{id_prefix}difference", title="d", hidden=True),
        *(
            tag(
                "button",
                panel.name,
                type="button",
                class_="panel-button",
                title=visible_text(panel.title),
                data_p=position_of_step(trace, panel.last),
            )
            for panel in trace.panels
        ),
        tag("label", tag("input", type="checkbox", id=f"{id_prefix}fold", checked=True), "fold heartbeats")
        if can_fold
        else None,
        tag("button", "download trace", type="button", id=f"{id_prefix}download"),
        tag("button", "?", type="button", id=f"{id_prefix}help-button", aria_label="help: keys"),
    ]
    return tag("div", *buttons, class_="controls")


Sign = tuple[str, str, str, str]
"""The path of a sign, the classes of its group and of its path, and its meaning."""

ACT_SIGNS: tuple[tuple[type[Act], str], ...] = (
    (Crash, "crash"),
    (Restart, "restart"),
    (Timeout, "timer"),
    (Propose, "client request"),
    (Reconfigure, "change of configuration"),
    (Pause, "pauses"),
    (Resume, "resumes"),
    (ClockJump, "clock is wrong"),
)


def legend(trace: Trace, states: Sequence[ClusterState], flags: Sequence[EventFlag]) -> Markup:
    """Return the legend of the signs that the diagram of this run has."""
    items = (
        tag(
            "span",
            tag(
                "svg",
                tag("g", tag("path", class_=sign, d=shape), class_=group),
                viewBox="-10 -10 20 20",
                width=18,
                height=18,
                aria_hidden="true",
            ),
            f" {word}",
        )
        for shape, group, sign, word in diagram_signs(trace)
    )
    views = [view for state in states for view in state.views.values()]
    kinds = {flag.kind for flag in flags}
    words = {
        "thick lane: leader": any(view.up and view.role == LEADER for view in views),
        "hatched lane: down": not all(view.up for view in views),
        "colour and t1, t2 …: its term": True,
        "bar under the lanes: links that are cut": any(state.cuts for state in states),
        "✗ a property breaks": "breaks" in kinds,
        "≠ first difference": "differs" in kinds,
    }
    text = " · ".join(word for word, occurs in words.items() if occurs)
    return tag("p", *items, tag("span", text), class_="legend")


def diagram_signs(trace: Trace) -> Iterator[Sign]:
    """Yield the signs of events and messages that occur in a run."""
    acts = {ClockJump if isinstance(event.act, ClockRate) else type(event.act) for event in trace.events}
    for kind, word in ACT_SIGNS:
        if kind in acts:
            yield EVENT_SHAPES[kind], "event", f"sign {kind.__name__.lower()}", word
    if any(has_durable_effect(event) for event in trace.events):
        yield "M-5-2H5M-5 3H5", "event", "sync", "written to disk"
    flights = message_flights(trace.events)
    kinds = {message_arrow_kind(message_dict(flight.sent_message.message)) for flight in flights}
    if "request" in kinds:
        yield "M-8-5L7 5M1 5H7L5-1", "arrow", "", "a request with something in it"
    if kinds & {"heartbeat", "reply"}:
        yield "M-8-5L7 5M1 5H7L5-1", "arrow reply", "", "thin: a heartbeat or a reply"
    ends = {how for flight in flights for _, how in flight.ends}
    if ends & {"lost", "cut"}:
        yield "M-7-7L7 7M3-1l8 8m0-8l-8 8", "arrow", "lost", "message lost"
    if not all(flight.ends for flight in flights):
        yield "M-7-7L7 7", "arrow", "inflight", "still in flight"
