"""The upper part of a player: the space-time diagram, the controls under it, and what its signs mean."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.pages.markup import Markup, shown, tag
from raftlab.pages.moments import Moment, position_of
from raftlab.pages.page import Hold
from raftlab.pages.spacetime import MARKS, Flag, names, spacetime
from raftlab.trace import Crash, Propose, Restart, Timeout, Trace


def time_part(trace: Trace, run: Sequence[Moment], name: str, differs: int | None, hold: Hold) -> Markup:
    """Return the space-time diagram and the controls under it; `differs`: where the run beside it first differs."""
    flags = flags_of(trace, differs)
    folds = any(moment.quiet for moment in run)
    whole = hold(f"{name}whole", spacetime(trace.servers, run, folded=False, flags=flags).encode()) if folds else None
    diagram = spacetime(trace.servers, run, flags=flags)
    box = tag(
        "div", diagram, class_="scroll", tabindex=0, role="group", aria_label="space-time diagram", id=f"{name}diagram"
    )
    return tag(
        "section",
        tag("h2", "Space-time"),
        tag("div", names(trace.servers), box, class_="lanes"),
        controls(trace, folds, len(run), name),
        tag("p", id=f"{name}now", role="status", aria_live="polite"),
        legend(),
        whole,
        class_="time",
        aria_label="Space-time diagram and controls",
    )


def flags_of(trace: Trace, differs: int | None) -> list[Flag]:
    """Return what stands out in the diagram: the first violation of each property, and the first difference."""
    broken: dict[int, list[str]] = {}
    for violation in trace.violations:
        broken.setdefault(position_of(trace, violation.step), []).append(violation.property)
    flags = [Flag(position, "breaks", "✗", f"breaks {', '.join(names)}") for position, names in broken.items()]
    if trace.failure is not None and not trace.violations:
        flags.append(Flag(position_of(trace, trace.failure.step), "breaks", "✗", "fails here"))
    if differs is not None:
        flags.append(Flag(differs, "differs", "≠", "the first difference from the reference's run"))
    return flags


def controls(trace: Trace, folds: bool, count: int, name: str) -> Markup:
    """Return the slider and the buttons."""
    what = "violation" if trace.violations else "failure" if trace.failure else ""
    buttons = [
        tag("button", "|◀", type="button", id=f"{name}first", aria_label="first step", title="Home"),
        tag("button", "◀", type="button", id=f"{name}back", aria_label="step back", title="←"),
        tag("button", "play", type="button", id=f"{name}play", title="space"),
        tag("button", "▶", type="button", id=f"{name}on", aria_label="step on", title="→"),
        tag("button", "▶|", type="button", id=f"{name}last", aria_label="last step", title="End"),
        tag("input", type="range", id=f"{name}slider", min=0, max=max(0, count - 1), value=0, aria_label="step"),
        tag("button", what, type="button", id=f"{name}violation", title="v") if what else None,
        tag("button", "first difference", type="button", id=f"{name}difference", title="d", hidden=True),
        *(
            tag(
                "button",
                panel.name,
                type="button",
                class_="panel-button",
                title=shown(panel.title),
                data_p=position_of(trace, panel.last),
            )
            for panel in trace.panels
        ),
        tag("label", tag("input", type="checkbox", id=f"{name}fold", checked=True), "fold heartbeats")
        if folds
        else None,
        tag("button", "download trace", type="button", id=f"{name}download"),
        tag("button", "?", type="button", id=f"{name}help-button", aria_label="help: keys"),
    ]
    return tag("div", *buttons, class_="controls")


LEGEND = (
    (MARKS[Crash], "event", "sign crash", "crash"),
    (MARKS[Restart], "event", "sign restart", "restart"),
    (MARKS[Timeout], "event", "sign timeout", "timer"),
    (MARKS[Propose], "event", "sign propose", "client's call"),
    ("M-5-2H5M-5 3H5", "event", "sync", "written to disk"),
    ("M-7-7L7 7M3-1l8 8m0-8l-8 8", "arrow", "lost", "message lost"),
    ("M-7-7L7 7", "arrow", "inflight", "still in flight"),
)


def legend() -> Markup:
    """Return what the signs mean."""
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
        for shape, group, sign, word in LEGEND
    )
    words = "thick lane: leader · colour and t2, t3 …: its term · ✗ a property breaks · ≠ the runs part"
    return tag("p", *items, tag("span", words), class_="legend")
