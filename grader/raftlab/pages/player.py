"""The player: any run, event by event, with another run of the same schedule beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from raftlab.pages.abreast import first_difference
from raftlab.pages.deltas import beside_of, run_of
from raftlab.pages.given import given_by, marked
from raftlab.pages.holdings import UNKNOWN, Machines
from raftlab.pages.ledger import events_part, state_part
from raftlab.pages.markup import Markup, join, shown, tag
from raftlab.pages.moments import Moment, columns, moments, position_of
from raftlab.pages.page import Hold, packed, page
from raftlab.pages.strip import GLYPHS, Grid, held_mark, row_classes, ruler, strip
from raftlab.pages.timeline import time_part
from raftlab.simulator.monitor import worst
from raftlab.trace import Boot, Event, Failure, Trace, to_json

HELD = 62
"""Where in a row stands what its machine holds: below the markers."""

CELLS = 14
"""Cells of a strip that are in view at once; a longer log shows its end."""

SCRIPTS = ("page.js", "run.js", "player.js", "show.js")

KEYS = (
    ("← → or j k", "a step back, a step on"),
    ("Home End", "the first step, the last"),
    ("v", "the violation"),
    ("d", "the first difference from the run beside it"),
    ("space", "play, pause"),
    ("1 to 9", "the end of that panel"),
    ("?", "this help"),
)


def player_page(
    trace: Trace, beside: Sequence[Event | None] | None = None, note: str = "", machines: Machines = UNKNOWN
) -> str:
    """Return the page of one run. `beside`: the reference's events for the same acts, None where one cannot be done."""
    body = join(heading(trace), player(trace, beside, note, machines=machines), help_dialog(KEYS))
    data = player_data(trace, beside, machines=machines)
    return page(f"{shown(trace.title, 80)} · raftlab", body, scripts=SCRIPTS, data=data)


def heading(trace: Trace) -> Markup:
    """Return the title, what kind of run it is, and what it broke."""
    facts = [trace.scene, f"{len(trace.servers)} servers", f"{len(trace.events):,} events", f"seed {trace.seed}"]
    if trace.shrunk_from:
        facts.append(f"shrunk from {trace.shrunk_from:,} events to {len(trace.events):,}")
    facts.append(f"kit {trace.kit}")
    return tag("header", tag("h1", trace.title), tag("p", " · ".join(facts), class_="muted"), *broken(trace))


def broken(trace: Trace) -> list[Markup]:
    """Return the first violation in words and what else the run failed by, or that there was neither."""
    told = []
    if trace.violations:
        first = worst(trace.violations)
        told.append(bad(f"{first.property} broken at step {first.step}. ", first.seen))
    if trace.failure is not None:
        told.append(failed(trace.failure))
    return told or [tag("p", "No safety property was broken in this run.", class_="good")]


def failed(failure: Failure) -> Markup:
    """Return what a run failed by: the line of its scenario, or the error and the lines it went through."""
    if failure.file:
        return bad(
            f"Line {failure.line} of {failure.file} failed after step {failure.step}. ", failure.text, failure.seen
        )
    return bad(f"Failed at step {failure.step}. ", failure.seen, *failure.at)


def bad(what: str, *words: str) -> Markup:
    """Return a paragraph that begins with `what` went wrong, each of `words` in a line of its own after it."""
    rows = [part for word in words for part in (tag("br"), word)][1:]
    return tag("p", tag("span", what, class_="bad"), *rows, class_="broken")


def player(
    trace: Trace,
    beside: Sequence[Event | None] | None,
    note: str = "",
    name: str = "",
    hold: Hold = packed,
    machines: Machines = UNKNOWN,
) -> Markup:
    """Return the player's parts: the diagram with its controls, the strips, the state, and the events.

    `name` begins every id in it, so that a page can hold several; `hold` keeps what a reader may never ask for.
    """
    run = moments(trace)
    differs = None if beside is None else first_difference(trace.events, beside, machines)
    return tag(
        "main" if not name else "div",
        time_part(trace, run, name, differs, hold),
        strips_part(trace, run, beside, note, name, machines),
        state_part(trace, name, bool(machines.mine)),
        events_part(trace, run, name, differs),
        hold(f"{name}trace", to_json(trace)),
        class_="player",
        id=f"{name}player",
    )


# ---- strips ---------------------------------------------------


def strips_part(
    trace: Trace,
    run: Sequence[Moment],
    beside: Sequence[Event | None] | None,
    note: str,
    name: str,
    machines: Machines,
) -> Markup:
    """Return the logs at the cursor, and the reference's beside them."""
    room = max(3, min(CELLS, columns(trace) + 1))
    own = strips_picture(trace, run, room, f"{name}mine", bool(machines.mine))
    mine = tag("div", tag("h2", "Logs after this step"), scrolled(own))
    theirs = None
    if beside is not None:
        title = tag("h2", "The reference, same schedule")
        theirs = tag(
            "div",
            title,
            scrolled(strips_picture(trace, (), room, f"{name}theirs", bool(machines.mine))),
            tag("p", id=f"{name}differs", class_="muted"),
        )
    said = tag("p", note, class_="note muted") if note else None
    key = tag(
        "p",
        "✓ S1 under a term: voted for S1 in it · line under a cell: committed · match, next: the leader's beliefs",
        class_="legend",
    )
    return tag(
        "section", tag("div", mine, theirs, class_="both"), key, said, class_="strips", aria_label="Logs at the cursor"
    )


def scrolled(picture: Markup) -> Markup:
    """Return a picture in a box that scrolls when it is wider than the page."""
    return tag("div", picture, class_="scroll", tabindex=0, role="group", aria_label="log strips")


def strips_picture(trace: Trace, run: Sequence[Moment], room: int, name: str, machines: bool) -> Markup:
    """Return all strips with `room` cells each, as the script relabels them, and with `machines` room for those."""
    grid = Grid(row=80 if machines else 62)
    views = run[0].views if run else {}
    rows = (
        tag(
            "g",
            strip(grid, server, None, room),
            *markers(grid),
            held_mark(grid, "", HELD) if machines else None,
            class_=row_classes(views.get(server)),
            transform=f"translate(0 {34 + n * grid.row})",
        )
        for n, server in enumerate(trace.servers)
    )
    height = 34 + grid.row * len(trace.servers)
    ring = tag("rect", class_="ring", x=-99, y=4, width=grid.cell, height=height - 12, rx=10)
    return tag(
        "svg",
        tag("title", "Log strips at the cursor; the state table below tells the same"),
        ruler(grid, room, 20),
        *rows,
        ring,
        id=name,
        class_="strips-picture",
        role="img",
        width=grid.width(room),
        height=height,
        viewBox=f"0 0 {grid.width(room)} {height}",
        data_left=grid.left,
        data_cell=grid.cell,
        data_height=grid.height,
    )


def markers(grid: Grid) -> tuple[Markup, Markup]:
    """Return the match and next markers of a row, out of sight until the script places them."""
    x = (grid.cell - 4) / 2
    return tuple(  # type: ignore[return-value]
        tag("g", tag("text", word, x=x, y=grid.height + 14), class_=f"marker {word}", visibility="hidden")
        for word in ("match", "next")
    )


def help_dialog(keys: Sequence[tuple[str, str]]) -> Markup:
    """Return the dialog that lists the keys."""
    rows = (tag("tr", tag("th", tag("kbd", key), scope="row"), tag("td", what)) for key, what in keys)
    close = tag("form", tag("button", "close", value="close"), method="dialog")
    return tag("dialog", tag("h2", "Keys"), tag("table", tag("tbody", *rows)), close, id="help", aria_label="Keys")


# ---- data ---------------------------------------------------


def player_data(
    trace: Trace, beside: Sequence[Event | None] | None, name: str = "", machines: Machines = UNKNOWN
) -> dict[str, Any]:
    """Return what player.js reads."""
    run = moments(trace)
    given = marked(beside or (), given_by(trace))
    ring = next((v.index for v in trace.violations if v.index), None)
    ring = next((panel.badge.index for panel in trace.panels if panel.badge), ring)
    return {
        "servers": list(trace.servers),
        "steps": [event.step for event in trace.events],
        "run": run_of(trace.servers, run, machines.mine),
        "machines": bool(machines.mine),
        "beside": None if beside is None else beside_of(trace.servers, given, machines.theirs),
        "difference": None if beside is None else first_difference(trace.events, beside, machines),
        "start": started(trace),
        "violations": [position_of(trace, step) for step in failing(trace)],
        "ring": ring,
        "glyphs": GLYPHS,
        "name": name,
        "file": f"{trace.scene or 'run'}-{trace.seed}.json",
    }


def failing(trace: Trace) -> list[int]:
    """Return the step at which a reader begins: of the violation that harms, else of what the run failed by."""
    if trace.violations:
        return [worst(trace.violations).step]
    return [trace.failure.step] if trace.failure is not None else []


def started(trace: Trace) -> int:
    """Return the position at which every server has started: of the last of the events that only start them."""
    first = next((n for n, event in enumerate(trace.events) if not isinstance(event.act, Boot)), len(trace.events))
    return max(0, first - 1)
