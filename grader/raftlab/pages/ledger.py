"""The lower part of a player: the state table, the properties that were broken, and the list of events."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.pages import words
from raftlab.pages.links import cut_text
from raftlab.pages.markup import Markup, tag
from raftlab.pages.moments import Moment, is_link
from raftlab.trace import Trace

LONG = 1000
"""Events beyond which a browser lays out only those in view."""

STATE = (
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


def state_part(trace: Trace, name: str) -> Markup:
    """Return the state table and the properties that were broken."""
    head = tag("thead", tag("tr", *(tag("th", word, scope="col") for word in STATE)))
    rows = (tag("tr", tag("th", server, scope="row"), *(tag("td") for _ in STATE[1:])) for server in trace.servers)
    told = tag(
        "table",
        tag("caption", "State after this step; what changed is bold"),
        head,
        tag("tbody", *rows),
        id=f"{name}state",
    )
    return tag(
        "section",
        tag("div", told, class_="scroll", tabindex=0, role="group", aria_label="state table"),
        *properties(trace),
        class_="state",
        aria_label="State",
    )


def properties(trace: Trace) -> list[Markup]:
    """Return the properties that were broken, each once, with the step of its first violation."""
    if not trace.violations:
        return []
    seen: dict[str, Markup] = {}
    for v in trace.violations:
        link = tag("a", f"step {v.step}", href=f"#t={v.step}")
        seen.setdefault(v.property, tag("li", tag("span", v.property, class_="bad"), " at ", link, f": {v.seen}"))
    return [tag("h2", "Broken properties"), tag("ul", *seen.values(), class_="properties")]


def events_part(trace: Trace, run: Sequence[Moment], name: str) -> Markup:
    """Return the list of events: what happened and what it changed."""
    breaks = {violation.step for violation in trace.violations}
    items = (
        event_item(trace, position, moment, moment.event.step in breaks, name) for position, moment in enumerate(run)
    )
    rows = tag(
        "ol",
        *items,
        role="listbox",
        tabindex=0,
        aria_label="events",
        id=f"{name}events",
        class_="folded long" if len(run) > LONG else "folded",
    )
    return tag("section", tag("h2", "Events"), rows, class_="events", aria_label="Events")


def event_item(trace: Trace, position: int, moment: Moment, breaks: bool, name: str) -> Markup:
    """Return one event's line."""
    event = moment.event
    changed = words.changes(moment.before, event.view)
    kinds = " ".join(word for word, holds in (("quiet", moment.quiet), ("breaks", breaks)) if holds)
    what = words.act_text(event.act) + words.crash_text(event)
    if is_link(event) and not moment.quiet:
        what += f" ({cut_text(trace.servers, moment.cuts)})"
    more = tag("em", f" {changed}") if changed else None
    return tag(
        "li", tag("span", str(event.step)), what, more, id=f"{name}e{position}", role="option", class_=kinds or None
    )
