"""The page of the laboratory: network, servers, history and space-time diagram on one screen.

The page is a frame. Its scripts draw the state that the server sends after each call (page_state.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from raftlab.pages.drawing.log_strip import ROLE_SHAPES, SNAPSHOT_SIGN, StripGrid, draw_ruler, draw_strip
from raftlab.pages.html.markup import Markup, join, tag
from raftlab.pages.html.page_template import render_page
from raftlab.pages.laboratory.session import MAX_LINE_LENGTH, Session
from raftlab.pages.laboratory.suggested_lines import RUN_MS, runnable_line_forms
from raftlab.pages.player.page import draw_index_markers, help_dialog

SCRIPTS = (
    "page.js",
    "run.js",
    "elements.js",
    "run_view.js",
    "ring_layout.js",
    "ring.js",
    "acts.js",
    "menu.js",
    "line_box.js",
    "time_view.js",
    "alerts.js",
    "first_steps.js",
    "laboratory.js",
)
KEYS = (
    ("u", "undo one line"),
    ("r", "redo one line"),
    ("d", "deliver all messages in flight"),
    ("space", f"run for {RUN_MS} ms"),
    ("p", "keep running, pause"),
    ("← →", "look at the step before, after"),
    ("Home End", "look at the first step, the last"),
    ("Esc", "back to the present"),
    ("/", "write a line"),
    ("?", "this help"),
)
STRIP_CELLS = 14
"""The most cells of a strip; the script shows as many as there is room for."""


def laboratory_page(session: Session, layer_name: str) -> str:
    """Return the page; its scripts get all state from the server."""
    servers = session.runner.world.servers
    alerts = tag("div", id="alerts", role="status", aria_live="polite")
    return render_lab_page(
        f"play · {session.scene}",
        header(session.scene, layer_name),
        network_section(),
        servers_section(servers, alerts, tag("div", id="reference")),
        history_section(),
        spacetime_section(),
        help_dialog(KEYS),
        scripts=SCRIPTS,
        servers=servers,
        data={"forms": runnable_line_forms(), "runMs": RUN_MS},
    )


def render_lab_page(
    title: str,
    *parts: Markup,
    scripts: Sequence[str],
    servers: Sequence[str],
    data: Mapping[str, object],
    style: str = "",
    class_: str = "lab",
) -> str:
    """Return a page for running servers: its scripts call the page's server, and draw what it returns.

    `style`: one more stylesheet.
    """
    return render_page(
        title,
        tag("main", *parts, class_=class_),
        scripts=scripts,
        styles=("laboratory.css", style) if style else ("laboratory.css",),
        data={"servers": servers, "glyphs": ROLE_SHAPES, **data},
        allow_connections=True,
        body_class="lab-body",
    )


def header(scene: str, layer_name: str) -> Markup:
    """Return the title, the buttons that act on the whole cluster, and what happened last."""
    buttons = (
        button("↶ undo", "undo", "u"),
        button("redo ↷", "redo", "r"),
        button("deliver all", "deliver-all", "d"),
        button(f"▶ run {RUN_MS} ms", "let-run", "space"),
        tag("button", "▶▶ keep running", type="button", id="keep-running", title="p", aria_pressed="false"),
        button("heal all", "heal-all", "every cut link works again"),
        tag("button", "?", type="button", id="help-button", aria_label="help: keys"),
    )
    return tag(
        "header",
        tag("h1", f"play · {scene}"),
        tag("p", layer_name, class_="muted", id="layer"),
        tag("div", *buttons, class_="buttons", role="toolbar", aria_label="cluster"),
        speed_choice(),
        tag("p", id="said", role="status", aria_live="polite"),
    )


def speed_choice() -> Markup:
    """Return the choice of how fast a run is shown."""
    names = {"slow": 3, "normal": 1, "fast": 0.25}
    options = (tag("option", name, value=share, selected=share == 1) for name, share in names.items())
    return tag("label", "speed", tag("select", *options, id="speed"), class_="speed")


def button(text: str, element_id: str, title: str) -> Markup:
    """Return a button."""
    return tag("button", text, type="button", id=element_id, title=title)


def network_section() -> Markup:
    """Return the ring: servers, links and messages. Its script fills it."""
    return section(
        "Network",
        tag("div", id="ring", role="group", aria_label="servers, messages in flight, and links"),
        tag("p", "Click a server, a message or a link.", class_="muted", id="ring-hint"),
        tag("div", id="menu", role="dialog", hidden=True),
        class_="network",
    )


def servers_section(servers: Sequence[str], *others: Markup) -> Markup:
    """Return the servers, one a row: the log, and what can be done to it; then `others`."""
    grid = StripGrid(row_height=64)
    ruler = tag("svg", draw_ruler(grid, STRIP_CELLS, 14), class_="strip ruler-strip", height=18, aria_hidden="true")
    rows = (server_row(grid, server) for server in servers)
    snapshot_sign = tag("p", SNAPSHOT_SIGN, class_="legend", id="snapshot-sign", hidden=True)
    return section(
        "Servers",
        tag("div", ruler, class_="lab-row"),
        *rows,
        snapshot_sign,
        *others,
        class_="servers",
        id="servers",
        data_left=grid.left,
        data_cell=grid.cell_width,
        data_height=grid.cell_height,
    )


def server_row(grid: StripGrid, server: str) -> Markup:
    """Return the row of one server: its strip, and the box of its buttons."""
    strip = tag(
        "svg",
        tag("title", ""),
        tag("g", draw_strip(grid, server, None, STRIP_CELLS), *draw_index_markers(grid), class_="row"),
        class_="strip",
        height=grid.row_height,
        role="img",
    )
    return tag("div", strip, tag("div", class_="acts"), class_="lab-row", role="group", aria_label=server)


def history_section() -> Markup:
    """Return the part with the lines: write one, go back to one, save them."""
    box = tag(
        "input",
        type="text",
        id="line",
        maxlength=MAX_LINE_LENGTH,
        autocomplete="off",
        spellcheck="false",
        placeholder="a line, such as: elect S1 votes S2",
        role="combobox",
        aria_label="a line of the scenario language",
        aria_autocomplete="list",
        aria_controls="offers",
        aria_expanded="false",
        aria_describedby="line-error",
    )
    write = tag("form", box, tag("button", "do"), id="write", class_="controls")
    popup = tag(
        "div",
        tag("ul", id="offers", role="listbox", aria_label="lines"),
        tag("div", id="forms"),
        id="popup",
        hidden=True,
    )
    return section(
        "Lines",
        tag("div", write, tag("p", id="line-error", class_="bad", role="alert"), popup, class_="line-box"),
        first_steps_list(),
        tag("ol", id="history", tabindex=0, aria_label="lines so far"),
        tag("div", id="branches", class_="buttons"),
        save_scenario_form(),
        class_="record",
    )


FIRST_STEPS = (
    "Elect a leader: click a server, then elect.",
    "Cut the leader off: click it, then cut off.",
    "Elect another server.",
    "Heal all, then run. How many leaders are left?",
)


def first_steps_list() -> Markup:
    """Return what to try first; the script ticks off what has happened, and takes the list away at the end."""
    return tag(
        "div",
        tag("h3", "Try this"),
        tag("ol", *(tag("li", step) for step in FIRST_STEPS)),
        id="first-steps",
        hidden=True,
    )


def save_scenario_form() -> Markup:
    """Return the form that saves the lines as a scenario."""
    name = tag("input", type="text", id="name", value="my-run", maxlength=40, aria_label="name of the scenario file")
    expect = tag("label", tag("input", type="checkbox", id="expect", checked=True), "expect this state")
    return tag("form", tag("button", "save as"), name, expect, id="save", class_="controls")


def spacetime_section() -> Markup:
    """Return the space-time diagram with its cursor and controls."""
    slider = tag("input", type="range", id="slider", min=0, value=0, aria_label="step")
    controls = (
        tag("button", "◀", type="button", id="back", aria_label="step back", title="←"),
        tag("button", "▶", type="button", id="on", aria_label="step forward", title="→"),
        slider,
        tag("button", "back to the present", type="button", id="present", title="Esc", hidden=True),
        tag("button", "rewind to here", type="button", id="rewind", hidden=True),
    )
    box = tag("div", class_="scroll", tabindex=0, role="group", aria_label="space-time diagram", id="diagram")
    return section(
        "Space-time",
        tag("div", *controls, tag("p", id="step"), class_="controls"),
        tag("div", tag("div", id="names"), box, class_="lanes"),
        class_="time",
    )


def section(title: str, *parts: Markup, class_: str, **attributes: object) -> Markup:
    """Return a part of the page under its title."""
    return tag("section", tag("h2", title), join(*parts), class_=class_, aria_label=title, **attributes)
