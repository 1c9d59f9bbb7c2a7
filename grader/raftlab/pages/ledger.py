"""The lower part of a player: the state table, the properties that were broken, and the list of events."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.pages import words
from raftlab.pages.links import cut_text
from raftlab.pages.markup import Markup, join, tag
from raftlab.pages.moments import Moment, is_link
from raftlab.simulator.monitor import WATCHED
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


MACHINE = ("machine · sessions",)
"""What the table has besides where it is known what the machines hold."""


def state_part(trace: Trace, name: str, machines: bool = False) -> Markup:
    """Return the state table and the properties that were broken."""
    columns = STATE + MACHINE if machines else STATE
    head = tag("thead", tag("tr", *(tag("th", word, scope="col") for word in columns)))
    rows = (tag("tr", tag("th", server, scope="row"), *(tag("td") for _ in columns[1:])) for server in trace.servers)
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
    """Return the properties: those broken, each with the step of its first violation, and those that held."""
    seen: dict[str, Markup] = {}
    for v in trace.violations:
        link = tag("a", f"step {v.step}", href=f"#t={v.step}")
        seen.setdefault(v.property, tag("li", tag("span", v.property, class_="bad"), " at ", link, f": {v.seen}"))
    held = [tag("span", name) for name in WATCHED if name not in seen]
    broken = tag("ul", *seen.values(), class_="properties") if seen else None
    return [tag("h2", "Properties"), join(broken, tag("p", "Held in this run: ", *held, class_="held"))]


def events_part(trace: Trace, run: Sequence[Moment], name: str, differs: int | None) -> Markup:
    """Return the list of events: what happened and what it changed. `differs`: the position of the first difference."""
    notes = notes_of(trace)
    items = (
        event_item(trace, position, moment, notes.get(moment.event.step, ()), position == differs, name)
        for position, moment in enumerate(run)
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


def notes_of(trace: Trace) -> dict[int, list[str]]:
    """Return the properties that break first at each step."""
    found: dict[int, list[str]] = {}
    for violation in trace.violations:
        found.setdefault(violation.step, []).append(violation.property)
    return found


def event_item(trace: Trace, position: int, moment: Moment, breaks: Sequence[str], differs: bool, name: str) -> Markup:
    """Return one event's line: what happened, what it changed, what it broke, and whether the runs part here."""
    event = moment.event
    changed = words.changes(moment.before, event)
    quiet = moment.quiet and not differs
    kinds = " ".join(word for word, holds in (("quiet", quiet), ("breaks", breaks)) if holds)
    what = words.act_text(event.act) + words.crash_text(event)
    if is_link(event) and not moment.quiet and len(moment.cuts) != 1:
        what += f" ({cut_text(trace.servers, moment.cuts)})"
    more = tag("em", f" {changed}") if changed else None
    signs = [tag("strong", f" ✗ {each}", class_="bad") for each in breaks]
    if differs:
        signs.append(tag("strong", " ≠ first difference"))
    said = (tag("span", str(event.step)), what, more, *signs)
    return tag("li", *said, id=f"{name}e{position}", role="option", class_=kinds or None)
