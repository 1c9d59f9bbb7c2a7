"""The lower part of a player: the state table, the properties, and the list of events."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.pages.html.markup import Markup, join, tag
from raftlab.pages.trace_analysis import event_text
from raftlab.pages.trace_analysis.cluster_states import ClusterState, is_link_event
from raftlab.pages.trace_analysis.cut_links_text import cut_links_text
from raftlab.simulator.property_monitor import ALL_PROPERTIES
from raftlab.trace import Trace

LAZY_LAYOUT_EVENTS = 1000
"""With more events a browser lays out only the visible ones."""

STATE_COLUMNS = (
    "server",
    "role",
    "currentTerm",
    "votedFor",
    "log (index:term)",
    "commitIndex",
    "lastApplied",
    "leaderId",
    "stored",
)


MACHINE_COLUMNS = ("machine · sessions",)
"""The extra columns if the machines are known."""


def state_section(trace: Trace, id_prefix: str, with_machines: bool = False) -> Markup:
    """Return the state table and the list of properties."""
    columns = STATE_COLUMNS + MACHINE_COLUMNS if with_machines else STATE_COLUMNS
    head = tag("thead", tag("tr", *(tag("th", word, scope="col") for word in columns)))
    rows = (tag("tr", tag("th", server, scope="row"), *(tag("td") for _ in columns[1:])) for server in trace.servers)
    table = tag(
        "table",
        tag("caption", tag("span", "State after this step; what changed is bold")),
        head,
        tag("tbody", *rows),
        id=f"{id_prefix}state",
    )
    return tag(
        "section",
        tag("div", table, class_="scroll", tabindex=0, role="group", aria_label="state table"),
        *properties_list(trace),
        class_="state",
        aria_label="State",
    )


def properties_list(trace: Trace) -> list[Markup]:
    """Return the broken properties, each with the step of its first violation, and those that held."""
    seen: dict[str, Markup] = {}
    for v in trace.violations:
        link = tag("a", f"step {v.step}", href=f"#t={v.step}")
        seen.setdefault(v.property, tag("li", tag("span", v.property, class_="bad"), " at ", link, f": {v.seen}"))
    held = [tag("span", name) for name in ALL_PROPERTIES if name not in seen]
    broken = tag("ul", *seen.values(), class_="properties") if seen else None
    return [tag("h2", "Properties"), join(broken, tag("p", "Held in this run: ", *held, class_="held"))]


def events_section(trace: Trace, states: Sequence[ClusterState], id_prefix: str, difference: int | None) -> Markup:
    """Return the list of events: what happened and what changed. `difference`: the position of the first difference."""
    notes = violations_at_each_step(trace)
    items = (
        event_item(trace, position, moment, notes.get(moment.event.step, ()), position == difference, id_prefix)
        for position, moment in enumerate(states)
    )
    rows = tag(
        "ol",
        *items,
        role="listbox",
        tabindex=0,
        aria_label="events",
        id=f"{id_prefix}events",
        class_="folded long" if len(states) > LAZY_LAYOUT_EVENTS else "folded",
    )
    return tag("section", tag("h2", "Events"), rows, class_="events", aria_label="Events")


def violations_at_each_step(trace: Trace) -> dict[int, list[str]]:
    """Return step -> the properties that it violates."""
    properties: dict[int, list[str]] = {}
    for violation in trace.violations:
        properties.setdefault(violation.step, []).append(violation.property)
    return properties


def event_item(
    trace: Trace,
    position: int,
    state: ClusterState,
    broken_properties: Sequence[str],
    is_difference: bool,
    id_prefix: str,
) -> Markup:
    """Return the line of one event: what happened, what changed, what broke, and whether the runs first differ here."""
    event = state.event
    changed = event_text.changes_text(state.view_before, event)
    quiet = state.is_quiet and not is_difference
    kinds = " ".join(word for word, holds in (("quiet", quiet), ("breaks", broken_properties)) if holds)
    what = event_text.act_text(event.act) + event_text.crash_point_text(event)
    if is_link_event(event) and not state.has_link_event_next and len(state.cuts) != 1:
        what += f" ({cut_links_text(trace.servers, state.cuts)})"
    more = tag("em", f" {changed}") if changed else None
    signs = [tag("strong", f" ✗ {each}", class_="bad") for each in broken_properties]
    if is_difference:
        signs.append(tag("strong", " ≠ first difference"))
    parts = (tag("span", str(event.step)), what, more, *signs)
    return tag("li", *parts, id=f"{id_prefix}e{position}", role="option", class_=kinds or None)
