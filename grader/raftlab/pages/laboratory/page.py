"""The page of the laboratory, and its state after each act: pictures, and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from raftlab.pages.drawing.cluster_panel import draw_cluster, state_table
from raftlab.pages.drawing.spacetime import draw_server_names, draw_spacetime
from raftlab.pages.html.markup import Markup, join, tag, visible_text
from raftlab.pages.html.page_template import render_page
from raftlab.pages.laboratory.session import Session
from raftlab.pages.player.diagram import event_flags
from raftlab.pages.player.page import help_dialog
from raftlab.pages.trace_analysis import event_text
from raftlab.pages.trace_analysis.aligned_runs import MirrorCluster, first_difference
from raftlab.pages.trace_analysis.preexisting_entries import find_preexisting_entries, mark_preexisting_entries
from raftlab.pages.trace_analysis.ringed_index import find_ringed_index
from raftlab.pages.trace_analysis.states import Views, cluster_states
from raftlab.scenario.runner import MESSAGE_TYPES
from raftlab.simulator.world import InFlight, World
from raftlab.trace import Event, Trace

SCRIPTS = ("page.js", "run.js", "laboratory.js")
KEYS = (("u", "undo one line"), ("r", "redo one line"), ("/", "write a line"), ("?", "this help"))
MESSAGE_WORDS = {name: kind for kind, name in MESSAGE_TYPES.items()}


def laboratory_page(scene: str, layer_name: str) -> str:
    """Return the page; its script gets everything else from the server."""
    header = tag(
        "header",
        tag("h1", f"Laboratory · {scene}"),
        tag(
            "p",
            f"{layer_name}, live in the simulator. Messages and timers wait for you.",
            class_="muted",
        ),
    )
    body = tag(
        "main",
        header,
        tag("div", pictures_section(), controls_section(), session_section(), class_="lab"),
        help_dialog(KEYS),
    )
    return render_page(f"Laboratory · {scene}", body, scripts=SCRIPTS, data={}, allow_connections=True)


def pictures_section() -> Markup:
    """Return the part with the pictures."""
    servers = tag("div", tag("h2", "The servers"), tag("div", id="cluster"))
    return tag(
        "div",
        tag("p", id="said", role="status", aria_live="polite"),
        tag("div", id="violations"),
        tag("div", servers, tag("div", id="beside"), class_="both"),
        tag("p", id="differs", class_="muted"),
        tag("h2", "Space-time"),
        tag("div", tag("div", id="names"), diagram_box(), class_="lanes"),
        tag("details", tag("summary", "as a table"), tag("div", id="table")),
        class_="pictures",
    )


def diagram_box() -> Markup:
    """Return the box in which the diagram scrolls."""
    return tag("div", class_="scroll", tabindex=0, role="group", aria_label="space-time diagram", id="diagram")


def controls_section() -> Markup:
    """Return the part with the controls of servers, messages and links."""
    messages = tag("ul", id="flying", class_="flying")
    return tag(
        "div",
        section("Servers", tag("div", id="servers")),
        section(
            "Messages in flight, waiting for you",
            tag("div", messages, class_="scroll", tabindex=0, role="group", aria_label="messages"),
        ),
        section("Links", tag("div", id="links")),
        class_="levers",
    )


def session_section() -> Markup:
    """Return the part with the lines of the session: write, rewind, save."""
    write = tag("input", type="text", id="line", maxlength=200, aria_label="a line of the scenario language")
    run = tag("button", "run 300 ms", type="button", id="let-run")
    expect = tag("label", tag("input", type="checkbox", id="expect", checked=True), "expect the present state")
    name = tag("input", type="text", id="name", value="my-run", maxlength=40, aria_label="name of the scenario file")
    return tag(
        "div",
        section("Any line", tag("form", write, tag("button", "do"), run, id="write", class_="controls")),
        section("History", history_list()),
        section("Save as a scenario", tag("form", name, expect, tag("button", "save"), id="save", class_="controls")),
        class_="record",
    )


def history_list() -> Markup:
    """Return the list of lines with undo, redo and the branches."""
    buttons = (
        tag("button", "undo", type="button", id="undo"),
        tag("button", "redo", type="button", id="redo"),
        tag("button", "?", type="button", id="help-button", aria_label="help: keys"),
    )
    return join(tag("div", *buttons, class_="controls"), tag("ol", id="history"), tag("div", id="branches"))


def section(title: str, *parts: Markup) -> Markup:
    """Return a part of the page under its title."""
    return tag("section", tag("h2", title), *parts, aria_label=title)


# ---- the state of the page -----------------------------------------------------------------------------------------


def page_state(session: Session, mirror: MirrorCluster | None = None) -> dict[str, Any]:
    """Return the state of the cluster and of the mirror, the possible acts, and the history."""
    world, trace = session.runner.world, session.trace()
    run = cluster_states(trace)
    views = run[-1].views if run else {}
    reference_events = None if mirror is None else mirror.events_for(trace)
    differs = None if reference_events is None else first_difference(trace.events, reference_events)
    return {
        "cluster": str(draw_servers(trace, views, "The servers and their logs")),
        "beside": "" if reference_events is None else str(draw_reference_servers(trace, reference_events)),
        "differs": "" if reference_events is None else difference_text(trace, differs),
        "diagram": str(draw_spacetime(trace.servers, run, flags=event_flags(trace, differs))),
        "names": str(draw_server_names(trace.servers)),
        "table": str(state_table(trace.servers, views, "The servers")),
        "servers": [server_controls(world, name) for name in world.servers],
        "flying": messages_in_flight(world),
        "links": [[a, b, (a, b) in world.cut_links] for a in world.servers for b in world.servers if a != b],
        "lines": list(session.lines),
        "at": session.position,
        "branches": [branch_text(branch) for branch in session.branches],
        "violations": [f"{v.property}: {visible_text(v.seen)}" for v in trace.violations],
        "misses": [
            f"line {miss.line} does not hold: {visible_text(f'{miss.text} ({miss.seen})')}"
            for miss in session.runner.failed_lines
        ],
        "ended": visible_text(session.end_reason),
        "last": event_text.act_text(trace.events[-1].act) if trace.events else "",
        "propose": f"x={len(session.lines) + 1}",
    }


def draw_servers(trace: Trace, views: Views, title: str) -> Markup:
    """Return the picture of the servers, with a ring around the index of the badge."""
    longest = max((len(view.log) for view in views.values()), default=0)
    return draw_cluster(
        trace.servers, views, minimum_cells=max(4, longest), ringed_index=find_ringed_index(trace), title=title
    )


def draw_reference_servers(trace: Trace, reference_events: Sequence[Event | None]) -> Markup:
    """Return the reference's servers after the same acts, under their title."""
    views = {
        event.server: event.view
        for event in mark_preexisting_entries(reference_events, find_preexisting_entries(trace))
        if event and event.server and event.view
    }
    title = "The reference, same schedule"
    return tag("div", tag("h2", title), draw_servers(trace, views, title))


def difference_text(trace: Trace, difference: int | None) -> str:
    """Return the first difference between the two runs in words."""
    if difference is None:
        return "The reference does the same up to here."
    event = trace.events[difference]
    return f"They differ since step {event.step}: {visible_text(event_text.act_text(event.act), 200)}."


def branch_text(branch: tuple[str, ...]) -> str:
    """Return the label of a branch: its ending if the scenario names one, else its last line."""
    ending = next((line.partition(" ")[2] for line in branch if line.startswith("fork ")), None)
    return f"ending {ending}" if ending else f"{len(branch)} lines, last: {branch[-1]}"


def server_controls(world: World, name: str) -> dict[str, Any]:
    """Return the controls of a server: whether it is up, and its running timers."""
    timers = sorted(timer for server, timer in world.timers if server == name)
    return {"name": name, "up": name in world.running_servers, "timers": [visible_text(timer, 30) for timer in timers]}


def messages_in_flight(world: World) -> list[dict[str, str]]:
    """Return each message in flight in words, with the end of the scenario line that names it."""
    counts: dict[tuple[str, str, str], int] = {}
    listed = []
    for message in world.in_flight:
        kind = message_word(message)
        key = (kind, message.source, message.to)
        link = any_key = ("any", message.source, message.to)
        counts[any_key] = counts.get(link, 0) + 1
        if kind != "any":
            counts[key] = counts.get(key, 0) + 1
        number = f" number {counts[key]}" if counts[key] > 1 else ""
        text = f"{message.source} → {message.to}: {event_text.message_text(event_text.message_fields(message.message))}"
        listed.append({"text": visible_text(text, 200), "line": f"{kind} {message.source} -> {message.to}{number}"})
    return listed


def message_word(message: InFlight) -> str:
    """Return the scenario language's word for a message, "any" without one."""
    return MESSAGE_WORDS.get(type(message.message).__name__, "any")
