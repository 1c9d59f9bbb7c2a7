"""A server's log as a strip of cells: each cell shows its term, and the commit mark is under the cells.

A panel gets a finished strip. The player gets a strip with room for the longest log, and player.js relabels it: all
geometry is here and reaches the script as data-* attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from raftlab.pages.html.markup import Markup, join, tag
from raftlab.pages.trace_analysis.event_text import cell_text, entry_content_text
from raftlab.server import Entry
from raftlab.trace import ServerView


@dataclass(frozen=True, slots=True)
class StripGrid:
    """The geometry: the size of a cell, the width left of the first cell, the height of a row."""

    cell_width: int = 50
    left: int = 158
    row_height: int = 58
    cell_height: int = 38
    first_index: int = 1
    """The index in the first cell."""

    def cell_x(self, index: int) -> int:
        """Return the x of the cell of `index`."""
        return self.left + (index - self.first_index) * self.cell_width

    def width(self, cells: int) -> int:
        """Return the width of a drawing with this many cells."""
        return self.left + cells * self.cell_width + 14


def term_class(term: int) -> str:
    """Return the class that colours a term: t1 to t7, and t8 (dots) for all higher ones."""
    return f"t{min(max(term, 0), 8)}"


@dataclass(frozen=True, slots=True)
class ReplacedEntry:
    """The entry that a cell held before. `is_promised`: some server had committed it."""

    entry: Entry
    is_promised: bool


NOTHING_REPLACED: Mapping[int, ReplacedEntry] = {}


def draw_cell(
    grid: StripGrid,
    index: int,
    entry: Entry | None,
    is_committed: bool = False,
    replaced: ReplacedEntry | None = None,
    snapshot_index: int = 0,
    is_stored: bool = True,
) -> Markup:
    """Return the cell of `index`; without an entry an empty one, which the script fills.

    The cells up to `snapshot_index` are not in the log: of these entries a server knows only the term of the last one.
    """
    term = entry.term if entry else 0
    is_compacted = index <= snapshot_index
    command = "" if entry is None or is_compacted else cell_text(entry)
    term_text = "" if entry is None or index < snapshot_index else str(term)
    title = cell_title(index, entry, is_compacted, is_stored) if entry else ""
    return tag(
        "g",
        tag("title", title),
        draw_box(grid, is_compacted=is_compacted, is_stored=is_stored) if entry else draw_blank_box(grid),
        draw_replaced_mark(grid, replaced) if replaced else None,
        tag("text", term_text, class_="term", x=(grid.cell_width - 4) / 2, y=17.0 if command else 24.5),
        tag("text", command, class_="command", x=(grid.cell_width - 4) / 2, y=32.0),
        class_=f"cell {term_class(term) if entry else 'empty'}{' promised' if is_committed else ''}"
        f"{' compacted' if is_compacted else ''}",
        transform=f"translate({grid.cell_x(index)} 0)",
    )


def cell_title(index: int, entry: Entry, is_compacted: bool, is_stored: bool) -> str:
    """Return what a cell shows, in words."""
    if is_compacted:
        return f"index {index}: not in this log, covered by the snapshot"
    place = "" if is_stored else ", not on the disk yet"
    return f"index {index}, term {entry.term}: {entry_content_text(entry)}{place}"


def draw_box(grid: StripGrid, *, is_compacted: bool, is_stored: bool) -> Markup:
    """Return the box of a cell: pale and dashed if only a snapshot stands for it, dotted if it is in memory alone."""
    size = {"width": grid.cell_width - 4, "height": grid.cell_height, "rx": 4}
    if not is_stored:
        return tag("rect", **size, stroke_dasharray="1.5 3.5", stroke_linecap="round", stroke_width=2.5)
    if not is_compacted:
        return tag("rect", **size)
    paper = tag("rect", **size, fill="#fff", stroke_opacity=0)
    return join(paper, tag("rect", **size, fill_opacity=0.35, stroke_dasharray="4 3"))


SNAPSHOT_SIGN = "pale cell with a dashed outline: not in this server's log; covered by its snapshot"
MEMORY_SIGN = "cell with a dotted outline: in memory, not on the disk yet"
CONFIGURATION_SIGN = "=123: the configuration S1 S2 S3"
JOINT_SIGN = "=123|124: joint, old voters first"
LEARNER_SIGN = "=12+3: S3 is a learner"


def occasional_signs(views: Iterable[ServerView]) -> list[str]:
    """Return what the legend says of cells that only some runs have: in a snapshot, in memory, a configuration."""
    shown = list(views)
    configurations = {entry.configuration for view in shown for entry in view.log[view.compacted or 0 :]} - {None}
    signs = {
        SNAPSHOT_SIGN: any(view.compacted for view in shown),
        MEMORY_SIGN: any(view.up and view.stored < len(view.log) for view in shown),
        CONFIGURATION_SIGN: bool(configurations),
        JOINT_SIGN: any(each.is_joint for each in configurations if each),
        LEARNER_SIGN: any(each.learners for each in configurations if each),
    }
    return [sign for sign, occurs in signs.items() if occurs]


def draw_blank_box(grid: StripGrid) -> Markup:
    """Return the box of a cell that the script fills: with paper under it, for an entry that is in the snapshot."""
    size = {"width": grid.cell_width - 4, "height": grid.cell_height, "rx": 4}
    return join(tag("rect", **size, class_="under"), tag("rect", **size))


def draw_replaced_mark(grid: StripGrid, replaced: ReplacedEntry) -> Markup:
    """Return the mark of a cell whose entry replaced another: a corner in the old colour; crossed out if promised."""
    width, height = grid.cell_width - 4, grid.cell_height
    corner = tag(
        "path", class_=f"corner {term_class(replaced.entry.term)}", d=f"M1 1H{width // 2 - 4}L1 {height // 2}Z"
    )
    how = "committed and lost" if replaced.is_promised else "overwritten, not committed"
    title = tag("title", f"before: an entry of term {replaced.entry.term}, {how}")
    if not replaced.is_promised:
        return tag("g", title, corner, class_="replaced legal")
    frame = tag("rect", class_="frame", x=-2, y=-2, width=width + 4, height=height + 4, rx=6)
    cross = tag("path", class_="cross", d=f"M{width - 9} -6l12 12m-12 0l12-12")
    return tag("g", title, corner, frame, cross, class_="replaced lost")


def draw_strip(
    grid: StripGrid,
    server: str,
    view: ServerView | None,
    minimum_cells: int = 0,
    row_width: int = 0,
    replaced: Mapping[int, ReplacedEntry] = NOTHING_REPLACED,
) -> Markup:
    """Return the strip of `server` with at least `minimum_cells` cells; `row_width` is the width of the row.

    `replaced`: index -> the entry that stood there before.
    """
    log = view.log if view else ()
    last = max(len(log), grid.first_index + minimum_cells - 1) if minimum_cells else len(log)
    cells = (
        draw_cell(
            grid,
            i,
            log[i - 1] if i <= len(log) else None,
            bool(view and i <= view.commitIndex),
            replaced.get(i),
            view.compacted or 0 if view else 0,
            not view or i <= view.stored,
        )
        for i in range(grid.first_index, last + 1)
    )
    commit = view.commitIndex if view and view.up else 0
    return join(
        tag(
            "rect",
            class_="backing",
            x=2,
            y=-5,
            width=(row_width or grid.width(max(last, minimum_cells))) - 4,
            height=grid.row_height - 6,
            rx=6,
        ),
        draw_server_badge(server, view),
        *cells,
        draw_commit_mark(grid, commit),
    )


def draw_server_badge(server: str, view: ServerView | None) -> Markup:
    """Return the left end of a row: role sign, name, role, a chip with the term, and the vote."""
    role = view.role if view and view.up else "down"
    term = view.currentTerm if view else 0
    voted = view.votedFor if view else None
    return tag(
        "g",
        draw_role_sign(role),
        tag("text", server, class_="name", x=31, y=16),
        tag("text", role, class_="role", x=31, y=33),
        tag(
            "g",
            tag("rect", x=118, y=0, width=34, height=20, rx=10),
            tag("text", f"t{term}", x=135, y=14.5),
            class_=f"chip {term_class(term)}",
        ),
        tag("text", vote_text(voted), class_="vote", x=135, y=36),
        class_="who",
    )


def vote_text(voted: str | None) -> str:
    """Return the mark of the vote in the term shown above it, "" without a vote."""
    return f"✓ {voted}" if voted else ""


ROLE_SHAPES = {
    "leader": "M0-8 2.1-2.6 8-2.2 3.5 1.5 5 7.2 0 4-5 7.2-3.5 1.5-8-2.2-2.1-2.6Z",
    "candidate": "M0-8 7 0 0 8-7 0Z",
    "pre-candidate": "M0-8 7 0 0 8-7 0Z",
    "follower": "M6 0A6 6 0 1 1-6 0 6 6 0 1 1 6 0Z",
    "down": "M-6-6 6 6M6-6-6 6",
}


def draw_role_sign(role: str) -> Markup:
    """Return the sign of a role; the script changes its class and path."""
    shape = ROLE_SHAPES.get(role, ROLE_SHAPES["follower"])
    return tag("path", class_=f"glyph {role}", d=shape, transform="translate(16 12)")


def draw_commit_mark(grid: StripGrid, commit: int) -> Markup:
    """Return the line under the committed entries, with a tick after the last."""
    return tag("path", class_="commit", d=commit_path(grid, commit))


def commit_path(grid: StripGrid, commit: int) -> str:
    """Return the path of the commit mark, "" if nothing is committed."""
    end = grid.cell_x(commit + 1) - 4
    return (
        f"M{grid.cell_x(grid.first_index)} {grid.cell_height + 5}H{end}V{grid.cell_height - 4}"
        if commit >= grid.first_index
        else ""
    )


def draw_machine_contents(grid: StripGrid, contents: str, y: int) -> Markup:
    """Return the contents of a server's machine, below its cells."""
    return tag("text", machine_contents_text(contents), class_="held-there", x=grid.left, y=y)


def machine_contents_text(contents: str) -> str:
    """Return the contents of a machine in words, "" for none."""
    return f"holds {contents}" if contents else ""


def row_classes(view: ServerView | None) -> str:
    """Return the classes of a row: its role, and whether it is down."""
    if view is None or not view.up:
        return "row down"
    return f"row {view.role}"


def draw_ruler(grid: StripGrid, cells: int, y: float) -> Markup:
    """Return the indexes above the cells."""
    numbers: Iterable[Markup] = (
        tag("text", str(grid.first_index + n), x=grid.cell_x(grid.first_index + n) + (grid.cell_width - 4) / 2, y=y)
        for n in range(cells)
    )
    return tag("g", tag("text", "index", class_="caption", x=grid.left - 8, y=y), *numbers, class_="ruler")
