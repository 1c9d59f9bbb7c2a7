"""The player: it steps through a run, with another run of the same schedule beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from raftlab.pages.drawing.log_strip import (
    ROLE_SHAPES,
    StripGrid,
    draw_machine_contents,
    draw_ruler,
    draw_strip,
    occasional_signs,
    row_classes,
)
from raftlab.pages.html.markup import Markup, join, tag, visible_text
from raftlab.pages.html.page_template import EmbedData, embed_compressed, render_page
from raftlab.pages.player.diagram_section import diagram_section
from raftlab.pages.player.state_deltas import aligned_run_data, run_data
from raftlab.pages.player.state_event_sections import events_section, state_section
from raftlab.pages.trace_analysis.aligned_runs import first_difference
from raftlab.pages.trace_analysis.cluster_states import (
    ClusterState,
    cluster_states,
    longest_log_length,
    position_of_step,
)
from raftlab.pages.trace_analysis.preexisting_entries import find_preexisting_entries, mark_preexisting_entries
from raftlab.pages.trace_analysis.ringed_index import find_ringed_index
from raftlab.pages.trace_analysis.state_machines import UNKNOWN_HISTORIES, PairedMachineHistories
from raftlab.simulator.property_monitor import worst_violation
from raftlab.trace import Boot, Event, RunFailure, Trace, to_json

MACHINE_Y = 66
"""The y of a machine's contents in a row: below the markers."""

VISIBLE_CELLS = 14
"""The cells of a strip that are visible at once; a longer log shows its end."""

SCRIPTS = ("page.js", "run.js", "player.js", "show.js")

KEYS = (
    ("← → or j k", "step back, step forward"),
    ("Home End", "first step, last step"),
    ("v", "the violation; again, the next one"),
    ("d", "the first difference between the two runs"),
    ("space", "play, pause"),
    ("1 to 9", "the end of that panel"),
    ("?", "this help"),
)


def player_page(
    trace: Trace,
    reference_events: Sequence[Event | None] | None = None,
    note: str = "",
    machines: PairedMachineHistories = UNKNOWN_HISTORIES,
) -> str:
    """Return the page of one run. `reference_events`: the reference's event for each act, None if it is impossible."""
    body = join(heading(trace), draw_player(trace, reference_events, note, machines=machines), help_dialog(KEYS))
    data = player_data(trace, reference_events, machines=machines)
    return render_page(f"{visible_text(trace.title, 80)} · raftlab", body, scripts=SCRIPTS, data=data)


def heading(trace: Trace) -> Markup:
    """Return the title, the facts of the run, and what it broke."""
    facts = [trace.scene, f"{len(trace.servers)} servers", f"{len(trace.events):,} events", f"seed {trace.seed}"]
    if trace.shrunk_from:
        facts.append(f"shrunk from {trace.shrunk_from:,} events to {len(trace.events):,}")
    facts.append(f"kit {trace.kit}")
    return tag(
        "header", tag("h1", trace.title), tag("p", " · ".join(facts), class_="muted"), *violation_paragraphs(trace)
    )


def violation_paragraphs(trace: Trace) -> list[Markup]:
    """Return the first violation and the failure of the run in words, or that there was neither."""
    paragraphs = []
    if trace.violations:
        first = worst_violation(trace.violations)
        paragraphs.append(problem_paragraph(f"{first.property} broken at step {first.step}. ", first.seen))
    if trace.failure is not None:
        paragraphs.append(failure_paragraph(trace.failure))
    if trace.undecided and not paragraphs:
        return [tag("p", f"No safety property was seen to break, but {trace.undecided}.", class_="muted")]
    return paragraphs or [tag("p", "No safety property was broken in this run.", class_="good")]


def failure_paragraph(failure: RunFailure) -> Markup:
    """Return the failure of a run: the line of its scenario, or the error and the lines of its traceback."""
    if failure.file:
        return problem_paragraph(
            f"Line {failure.line} of {failure.file} failed after step {failure.step}. ", failure.text, failure.seen
        )
    return problem_paragraph(f"Failed at step {failure.step}. ", failure.seen, *failure.at)


def problem_paragraph(problem: str, *lines: str) -> Markup:
    """Return a paragraph that begins with `problem`; each of `lines` is on a line of its own."""
    rows = [part for line in lines for part in (tag("br"), line)][1:]
    return tag("p", tag("span", problem, class_="bad"), *rows, class_="broken")


def draw_player(
    trace: Trace,
    reference_events: Sequence[Event | None] | None,
    note: str = "",
    id_prefix: str = "",
    embed_data: EmbedData = embed_compressed,
    machines: PairedMachineHistories = UNKNOWN_HISTORIES,
) -> Markup:
    """Return the player: the diagram with its controls, the strips, the state, and the events.

    `id_prefix` begins every id, so that a page can have several players; `embed_data` stores data that is rarely read.
    """
    run = cluster_states(trace)
    differs = None if reference_events is None else first_difference(trace.events, reference_events, machines)
    return tag(
        "main" if not id_prefix else "div",
        diagram_section(trace, run, id_prefix, differs, embed_data),
        logs_section(trace, run, reference_events, note, id_prefix, machines),
        state_section(trace, id_prefix, bool(machines.run)),
        events_section(trace, run, id_prefix, differs),
        embed_data(f"{id_prefix}trace", to_json(trace)),
        class_="player",
        id=f"{id_prefix}player",
    )


# ---- strips ---------------------------------------------------


def logs_section(
    trace: Trace,
    states: Sequence[ClusterState],
    reference_events: Sequence[Event | None] | None,
    note: str,
    id_prefix: str,
    machines: PairedMachineHistories,
) -> Markup:
    """Return the logs at the cursor, with the reference's logs beside them."""
    room = max(3, min(VISIBLE_CELLS, longest_log_length(trace) + 1))
    run_strips = draw_log_strips(trace, states, room, f"{id_prefix}mine", bool(machines.run))
    run_part = tag("div", tag("h2", "Logs after this step"), scroll_box(run_strips))
    reference_part = None
    if reference_events is not None:
        title = tag("h2", "The reference, same schedule")
        reference_part = tag(
            "div",
            title,
            scroll_box(draw_log_strips(trace, (), room, f"{id_prefix}theirs", bool(machines.run))),
            tag("p", id=f"{id_prefix}differs", class_="muted"),
        )
    note_paragraph = tag("p", note, class_="note muted") if note else None
    views = [event.view for event in trace.events if event.view is not None]
    voter = next((view.votedFor for view in views if view.votedFor), None)
    occurring = {
        f"✓ {voter} under a term: voted for {voter} in it": voter is not None,
        "line under a cell: committed": any(view.commitIndex for view in views),
        "match, next: the leader's indexes": any(view.nextIndex for view in views),
    }
    signs = [sign for sign, occurs in occurring.items() if occurs] + occasional_signs(views)
    key = tag("p", " · ".join(signs), class_="legend")
    return tag(
        "section",
        tag("div", run_part, reference_part, class_="both"),
        key,
        note_paragraph,
        class_="strips",
        aria_label="Logs at the cursor",
    )


def scroll_box(picture: Markup) -> Markup:
    """Return a picture in a box that scrolls when it is wider than the page."""
    return tag("div", picture, class_="scroll", tabindex=0, role="group", aria_label="log strips")


def draw_log_strips(
    trace: Trace, states: Sequence[ClusterState], cell_count: int, element_id: str, with_machines: bool
) -> Markup:
    """Return all strips with `cell_count` cells each, which the script relabels; `with_machines` adds a line."""
    grid = StripGrid(row_height=88 if with_machines else 70)
    views = states[0].views if states else {}
    rows = (
        tag(
            "g",
            draw_strip(grid, server, None, cell_count),
            *draw_index_markers(grid),
            draw_machine_contents(grid, "", MACHINE_Y) if with_machines else None,
            class_=row_classes(views.get(server)),
            transform=f"translate(0 {34 + n * grid.row_height})",
        )
        for n, server in enumerate(trace.servers)
    )
    height = 34 + grid.row_height * len(trace.servers)
    ring = tag("rect", class_="ring", x=-99, y=4, width=grid.cell_width, height=height - 12, rx=10)
    return tag(
        "svg",
        tag("title", "Log strips at the cursor; the state table below shows the same"),
        draw_ruler(grid, cell_count, 20),
        *rows,
        ring,
        id=element_id,
        class_="strips-picture",
        role="img",
        width=grid.width(cell_count),
        height=height,
        viewBox=f"0 0 {grid.width(cell_count)} {height}",
        data_left=grid.left,
        data_cell=grid.cell_width,
        data_height=grid.cell_height,
    )


def draw_index_markers(grid: StripGrid) -> tuple[Markup, Markup]:
    """Return the match and next markers of a row, hidden until the script places them."""
    x = (grid.cell_width - 4) / 2
    return tuple(  # type: ignore[return-value]
        tag("g", tag("text", word, x=x, y=grid.cell_height + 18), class_=f"marker {word}", visibility="hidden")
        for word in ("match", "next")
    )


def help_dialog(keys: Sequence[tuple[str, str]]) -> Markup:
    """Return the dialog that lists the keys."""
    rows = (tag("tr", tag("th", tag("kbd", key), scope="row"), tag("td", what)) for key, what in keys)
    close = tag("form", tag("button", "close", value="close"), method="dialog")
    return tag("dialog", tag("h2", "Keys"), tag("table", tag("tbody", *rows)), close, id="help", aria_label="Keys")


# ---- data ---------------------------------------------------


def player_data(
    trace: Trace,
    reference_events: Sequence[Event | None] | None,
    id_prefix: str = "",
    machines: PairedMachineHistories = UNKNOWN_HISTORIES,
) -> dict[str, Any]:
    """Return the data that player.js reads."""
    run = cluster_states(trace)
    marked_events = mark_preexisting_entries(reference_events or (), find_preexisting_entries(trace))
    return {
        "servers": list(trace.servers),
        "steps": [event.step for event in trace.events],
        "run": run_data(trace.servers, run, machines.run),
        "machines": bool(machines.run),
        "beside": None
        if reference_events is None
        else aligned_run_data(trace.servers, marked_events, machines.reference),
        "difference": None if reference_events is None else first_difference(trace.events, reference_events, machines),
        "start": all_booted_position(trace),
        "violations": decisive_positions(trace),
        "ring": find_ringed_index(trace),
        "glyphs": ROLE_SHAPES,
        "name": id_prefix,
        "file": f"{trace.scene or 'run'}-{trace.seed}.json",
    }


def decisive_positions(trace: Trace) -> list[int]:
    """Return the positions of the violations, from the worst one around to it; without any, that of the failure."""
    if trace.violations:
        worst = position_of_step(trace, worst_violation(trace.violations).step)
        positions = sorted({position_of_step(trace, violation.step) for violation in trace.violations})
        return positions[positions.index(worst) :] + positions[: positions.index(worst)]
    return [position_of_step(trace, trace.failure.step)] if trace.failure is not None else []


def all_booted_position(trace: Trace) -> int:
    """Return the position at which every server has started: the last of the first Boot events."""
    first = next((n for n, event in enumerate(trace.events) if not isinstance(event.act, Boot)), len(trace.events))
    return max(0, first - 1)
