"""The upper part of a player: the space-time diagram, the controls under it, and the legend."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.pages.drawing.event_shapes import EVENT_SHAPES
from raftlab.pages.drawing.spacetime import EventFlag, draw_server_names, draw_spacetime
from raftlab.pages.html.markup import Markup, tag, visible_text
from raftlab.pages.html.page_template import EmbedData
from raftlab.pages.trace_analysis.cluster_states import ClusterState, position_of_step
from raftlab.trace import ClockJump, ClockRate, Crash, Pause, Propose, Reconfigure, Restart, Resume, Timeout, Trace


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
        legend(trace),
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


LEGEND_SIGNS = (
    (EVENT_SHAPES[Crash], "event", "sign crash", "crash"),
    (EVENT_SHAPES[Restart], "event", "sign restart", "restart"),
    (EVENT_SHAPES[Timeout], "event", "sign timeout", "timer"),
    (EVENT_SHAPES[Propose], "event", "sign propose", "client request"),
    (EVENT_SHAPES[Reconfigure], "event", "sign reconfigure", "change of configuration"),
    ("M-5-2H5M-5 3H5", "event", "sync", "written to disk"),
    ("M-7-7L7 7M3-1l8 8m0-8l-8 8", "arrow", "lost", "message lost"),
    ("M-7-7L7 7", "arrow", "inflight", "still in flight"),
)

TIME_SIGNS = (
    (Pause, "pauses"),
    (Resume, "resumes"),
    (ClockJump, "clock is wrong"),
)


def legend(trace: Trace) -> Markup:
    """Return the legend; the signs of faults of time only where a run has them."""
    kinds = {ClockJump if isinstance(event.act, ClockRate) else type(event.act) for event in trace.events}
    signs = [
        (EVENT_SHAPES[kind], "event", f"sign {kind.__name__.lower()}", word)
        for kind, word in TIME_SIGNS
        if kind in kinds
    ]
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
        for shape, group, sign, word in (*LEGEND_SIGNS, *signs)
    )
    words = "thick lane: leader · colour and t2, t3 …: its term · ✗ a property breaks · ≠ first difference"
    return tag("p", *items, tag("span", words), class_="legend")
