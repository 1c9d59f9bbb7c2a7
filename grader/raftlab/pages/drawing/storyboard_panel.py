"""One panel of a storyboard: the state of the servers, one above the other, with a ringed index and a badge."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from raftlab.pages.drawing.log_strip import (
    ReplacedEntry,
    StripGrid,
    draw_machine_contents,
    draw_ruler,
    draw_strip,
    row_classes,
)
from raftlab.pages.html.markup import Markup, join, tag, visible_text
from raftlab.pages.trace_analysis.event_text import entry_content_text
from raftlab.pages.trace_analysis.state_machines import EMPTY_MACHINE, MachineState
from raftlab.trace import CommitBadge, ServerView

ROWS_TOP = 34
"""The height above the first row, for the ruler."""

MINIMUM_WIDTH = 380
"""The minimum width of a panel, which its cells fill."""

MACHINE_Y = 58
"""The y of a machine's contents in a row: below the commit mark."""

BADGE_COLUMNS = 44

NARROW_CELLS = 6
"""With more cells a panel is wider than a phone, and scrolls."""


def draw_cluster(
    servers: Sequence[str],
    views: Mapping[str, ServerView],
    *,
    minimum_cells: int,
    ringed_index: int | None = None,
    badge: CommitBadge | None = None,
    title: str = "",
    machines: Mapping[str, MachineState] | None = None,
    replaced: Mapping[tuple[str, int], ReplacedEntry] | None = None,
) -> Markup:
    """Return the picture of one state, with `minimum_cells` or more cells a row. It needs the first part of page.css.

    `machines`: the state machines, whose contents are written under each log. `replaced`: (server, index) -> the entry
    that stood there before.
    """
    room = max([minimum_cells, 1, *(len(view.log) for view in views.values())])
    grid = StripGrid(
        cell_width=min(62, max(50, (MINIMUM_WIDTH - StripGrid().left - 14) // room)),
        row_height=58 if machines is None else 76,
    )
    width = max(grid.width(room), MINIMUM_WIDTH)
    rows = [
        tag(
            "g",
            draw_strip(
                grid,
                server,
                views.get(server),
                row_width=width,
                replaced={index: old for (name, index), old in (replaced or {}).items() if name == server},
            ),
            None
            if machines is None
            else draw_machine_contents(grid, machines.get(server, EMPTY_MACHINE).machine, MACHINE_Y),
            class_=row_classes(views.get(server)),
            transform=f"translate(0 {ROWS_TOP + 10 + n * grid.row_height})",
        )
        for n, server in enumerate(servers)
    ]
    bottom = ROWS_TOP + 6 + len(servers) * grid.row_height
    lines = question_badge_lines(badge) if badge else []
    height = bottom + (30 + 18 * len(lines) if lines else 4)
    return tag(
        "svg",
        tag("title", title or "The servers and their logs"),
        tag("desc", cluster_text(servers, views, machines or {})),
        draw_ruler(grid, room, ROWS_TOP - 12),
        *rows,
        draw_index_highlight(grid, ringed_index, bottom) if ringed_index else None,
        draw_question_badge(grid, badge, lines, bottom, width) if badge else None,
        class_="panel wide" if room > NARROW_CELLS else "panel",
        role="img",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def draw_index_highlight(grid: StripGrid, index: int, bottom: int) -> Markup:
    """Return the ring around one index in all rows."""
    return tag(
        "rect",
        class_="ring",
        x=grid.cell_x(index) - 2,
        y=ROWS_TOP - 26,
        width=grid.cell_width,
        height=bottom - ROWS_TOP + 24,
        rx=10,
    )


def question_badge_lines(badge: CommitBadge) -> list[tuple[str, str]]:
    """Return the question, answer, arithmetic and reason of the badge, wrapped, each line with its class."""
    reason = badge.answer.partition(": ")[2]
    lines = [(f"{badge.question} ", "answer")]
    for text, class_name in ((badge.arithmetic, ""), (reason, "reply")):
        lines += [(line, class_name) for line in textwrap.wrap(visible_text(text, 160), BADGE_COLUMNS)]
    return lines


def draw_question_badge(
    grid: StripGrid, badge: CommitBadge, lines: list[tuple[str, str]], bottom: int, width: int
) -> Markup:
    """Return the badge: a box under the ringed index."""
    stem = grid.cell_x(badge.index) + (grid.cell_width - 4) // 2
    answer = visible_text(badge.answer.partition(": ")[0], 60)
    kind = "no" if not answer.upper().startswith("YES") else "yes" if "unsafe" in answer else "safe"
    texts = (
        tag(
            "text",
            line,
            tag("tspan", answer, class_="reply") if n == 0 else None,
            x=14,
            y=bottom + 29 + 18 * n,
            class_=class_name or None,
        )
        for n, (line, class_name) in enumerate(lines)
    )
    return tag(
        "g",
        tag("path", class_="stem", d=f"M{stem} {bottom}v9"),
        tag("rect", x=3, y=bottom + 10, width=width - 6, height=14 + 18 * len(lines), rx=6),
        *texts,
        class_=f"badge {kind}",
    )


def cluster_text(servers: Sequence[str], views: Mapping[str, ServerView], machines: Mapping[str, MachineState]) -> str:
    """Return the picture in words, one sentence per server."""
    return " ".join(server_text(server, views.get(server), machines.get(server)) for server in servers)


def server_text(server: str, view: ServerView | None, machine: MachineState | None = None) -> str:
    """Return the state of one server in a sentence."""
    if view is None:
        return f"{server} has not started."
    terms = " ".join(str(entry.term) for entry in view.log[:40]) or "empty"
    state = f"{view.role}, commit {view.commitIndex}" if view.up else "down"
    vote = f", voted for {view.votedFor}" if view.votedFor else ""
    holds = f", holds {machine.machine}" if machine and machine.machine else ""
    return f"{server}: {state}, term {view.currentTerm}{vote}, log terms {terms}{holds}."


def state_table(
    servers: Sequence[str],
    views: Mapping[str, ServerView],
    caption: str,
    machines: Mapping[str, MachineState] | None = None,
) -> Markup:
    """Return the picture as a table."""
    head = ["server", "role", "term", "voted for", "commit", "log: term and command of each entry"]
    head += [] if machines is None else ["holds"]
    return tag(
        "table",
        tag("caption", tag("span", caption)),
        tag("thead", tag("tr", *(tag("th", word, scope="col") for word in head))),
        tag("tbody", *(state_row(server, views.get(server), machines) for server in servers)),
    )


def log_text(view: ServerView) -> str:
    """Return a log in words: what the snapshot covers, then at most 40 entries."""
    covered = view.compacted or 0
    entries = [f"{entry.term} ({entry_content_text(entry)})" for entry in view.log[covered : covered + 40]]
    snapshot = [f"snapshot to {covered} (term {view.log[covered - 1].term})"] if covered else []
    return ", ".join(snapshot + entries)


def state_row(server: str, view: ServerView | None, machines: Mapping[str, MachineState] | None) -> Markup:
    """Return the table row of one server."""
    log = log_text(view) if view else ""
    role = view.role if view and view.up else "down"
    commit = str(view.commitIndex) if view and view.up else "–"
    facts = (
        (role, str(view.currentTerm), view.votedFor or "–", commit, log) if view else ("not started", "", "", "–", "")
    )
    holds = () if machines is None else (str(machines.get(server, EMPTY_MACHINE)),)
    return tag("tr", tag("th", server, scope="row"), join(*(tag("td", fact) for fact in (*facts, *holds))))
