"""One panel of a storyboard: the servers from top to bottom at a moment, one index ringed, the badge beneath it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from raftlab.pages.holdings import NOTHING, Held
from raftlab.pages.markup import Markup, join, shown, tag
from raftlab.pages.strip import Grid, held_mark, row_classes, ruler, strip
from raftlab.pages.words import entry_text
from raftlab.trace import Badge, View

TOP = 34
"""The height above the first row: the ruler stands there."""

WIDTH = 320
"""The least width of a panel: its cells are as wide as that allows."""

HELD = 53
"""Where in a row stands what its machine holds: below the commit mark."""

BADGE_COLUMNS = 46

NARROW = 6
"""Cells beyond which a panel needs more width than a phone has; it then scrolls."""


def panel(
    servers: Sequence[str],
    views: Mapping[str, View],
    *,
    cells: int,
    ring: int | None = None,
    badge: Badge | None = None,
    name: str = "",
    held: Mapping[str, Held] | None = None,
) -> Markup:
    """Return the picture of a moment, with at least `cells` cells a row. It needs the drawing part of page.css.

    `held`: what the machines hold then, to be told under each log.
    """
    room = max([cells, 1, *(len(view.log) for view in views.values())])
    grid = Grid(cell=min(62, max(44, (WIDTH - Grid().left - 14) // room)), row=54 if held is None else 70)
    width = max(grid.width(room), WIDTH)
    rows = [
        tag(
            "g",
            strip(grid, server, views.get(server), span=width),
            None if held is None else held_mark(grid, held.get(server, NOTHING).machine, HELD),
            class_=row_classes(views.get(server)),
            transform=f"translate(0 {TOP + 10 + n * grid.row})",
        )
        for n, server in enumerate(servers)
    ]
    bottom = TOP + 6 + len(servers) * grid.row
    lines = badge_lines(badge) if badge else []
    height = bottom + (30 + 18 * len(lines) if lines else 4)
    return tag(
        "svg",
        tag("title", name or "The servers and their logs"),
        tag("desc", told(servers, views, held or {})),
        ruler(grid, room, TOP - 12),
        *rows,
        ring_of(grid, ring, bottom) if ring else None,
        badge_of(grid, badge, lines, bottom, width) if badge else None,
        class_="panel wide" if room > NARROW else "panel",
        role="img",
        viewBox=f"0 0 {width} {height}",
    )


def ring_of(grid: Grid, index: int, bottom: int) -> Markup:
    """Return the ring around one index of every server."""
    return tag("rect", class_="ring", x=grid.x(index) - 2, y=TOP - 26, width=grid.cell, height=bottom - TOP + 24, rx=10)


def badge_lines(badge: Badge) -> list[str]:
    """Return the badge's answer, its reason and its arithmetic in lines that fit."""
    answer, _, reason = badge.answer.partition(": ")
    lines = []
    for text in (f"{badge.question} {answer}".strip(), reason, badge.arithmetic):
        lines += textwrap.wrap(shown(text, 160), BADGE_COLUMNS)
    return lines


def badge_of(grid: Grid, badge: Badge, lines: list[str], bottom: int, width: int) -> Markup:
    """Return the badge: a box under the ringed index."""
    stem = grid.x(badge.index) + (grid.cell - 4) // 2
    says_yes = badge.answer.upper().startswith("YES")
    told = (
        tag("text", line, x=14, y=bottom + 29 + 18 * n, class_="answer" if n == 0 else None)
        for n, line in enumerate(lines)
    )
    return tag(
        "g",
        tag("path", class_="stem", d=f"M{stem} {bottom}v9"),
        tag("rect", x=3, y=bottom + 10, width=width - 6, height=14 + 18 * len(lines), rx=6),
        *told,
        class_=f"badge {'yes' if says_yes else 'no'}",
    )


def told(servers: Sequence[str], views: Mapping[str, View], held: Mapping[str, Held]) -> str:
    """Return the picture in words, a sentence a server."""
    return " ".join(sentence(server, views.get(server), held.get(server)) for server in servers)


def sentence(server: str, view: View | None, held: Held | None = None) -> str:
    """Return one server's state in a sentence."""
    if view is None:
        return f"{server} has not started."
    terms = " ".join(str(entry.term) for entry in view.log[:40]) or "empty"
    state = f"{view.role}, commit {view.commitIndex}" if view.up else "down"
    vote = f", voted for {view.votedFor}" if view.votedFor else ""
    holds = f", holds {held.machine}" if held and held.machine else ""
    return f"{server}: {state}, term {view.currentTerm}{vote}, log terms {terms}{holds}."


def table(
    servers: Sequence[str], views: Mapping[str, View], caption: str, held: Mapping[str, Held] | None = None
) -> Markup:
    """Return the table that stands in for the picture."""
    head = ["server", "role", "term", "voted for", "log: term and command of each entry", "commit"]
    head += [] if held is None else ["holds"]
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *(tag("th", word, scope="col") for word in head))),
        tag("tbody", *(table_row(server, views.get(server), held) for server in servers)),
    )


def table_row(server: str, view: View | None, held: Mapping[str, Held] | None) -> Markup:
    """Return one server's row of the table."""
    log = ", ".join(f"{e.term} ({entry_text(e.command)})" for e in view.log[:40]) if view else ""
    role = view.role if view and view.up else "down"
    facts = (role, str(view.currentTerm), view.votedFor or "–", log) if view else ("not started", "", "", "")
    commit = str(view.commitIndex) if view and view.up else "–"
    holds = () if held is None else (str(held.get(server, NOTHING)),)
    return tag("tr", tag("th", server, scope="row"), join(*(tag("td", fact) for fact in (*facts, commit, *holds))))
