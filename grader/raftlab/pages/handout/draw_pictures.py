"""The pictures of the handouts: scenarios run on the reference, drawn as SVG files.

scene.toml names them: pictures = ["NAME"] makes labs/<scene>/NAME.svg from labs/<scene>/scenarios/NAME.txt. A picture
shows the question and the arithmetic of a badge, but not the answer. The table [window], with picture = "NAME" and
seeds = N, makes the curves of `raftlab failover` for the reference; drawing = "NAME" makes the scene's own picture. A
design scene has [run_pictures].
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import msgspec

from raftlab.errors import KitError, UsageError
from raftlab.failover_experiment import (
    SERVER_COUNT,
    TIMEOUT_WINDOWS,
    make_experiment,
    measure_outage_curve,
    runs_per_window,
)
from raftlab.kit import Kit, Scene
from raftlab.pages.drawing.storyboard_panel import draw_cluster
from raftlab.pages.drawing_plugin import load_drawing_module
from raftlab.pages.failover_curves import curves_svg
from raftlab.pages.handout.run_pictures import draw_run_pictures
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.html.page_template import standalone_svg
from raftlab.pages.trace_analysis.cluster_states import cluster_states, position_of_step
from raftlab.pages.trace_analysis.ringed_index import find_ringed_index
from raftlab.pages.trace_analysis.state_machines import MachineHistory, machines_after_event, replay_machines
from raftlab.scenario.language import read_scenario
from raftlab.scenario.parsed_scenario import Scenario
from raftlab.scenario.runner import Runner
from raftlab.trace import CommitBadge, StoryboardPanel, Trace
from raftlab.worker.message_codec import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

PANELS_PER_ROW = 3
GAP, CAPTION_HEIGHT = 20, 44
CAPTION_COLUMNS = 44


def draw_handout_pictures(kit: Kit, scene: Scene) -> dict[Path, bytes]:
    """Return path -> picture for the pictures of the scene's handout.

    {} if this kit does not contain the reference. KitError for a picture without a scenario.
    """
    if scene.is_design:
        return dict(draw_run_pictures(kit, scene))
    try:
        kit.solution_layer(scene)
    except UsageError:
        return {}
    names: Sequence[str] = scene.settings.get("pictures", ())
    pictures = {scene.folder / f"{name}.svg": draw_scenario_picture(kit, scene, name) for name in names}
    drawing_module = load_drawing_module(scene)
    if drawing_module is not None:
        pictures[scene.folder / f"{scene.settings['drawing']}.svg"] = standalone_svg(drawing_module.handout_picture())
    window_settings = scene.settings.get("window")
    if window_settings:
        pictures[scene.folder / f"{window_settings['picture']}.svg"] = draw_failover_picture(
            kit, scene, window_settings["seeds"]
        )
    return pictures


def draw_failover_picture(kit: Kit, scene: Scene, seeds: int) -> bytes:
    """Return the curves of the time without a leader for the reference."""
    modules = kit.message_modules(scene)
    with InProcessHosts(make_load_request((*kit.given_layers(scene), kit.solution_layer(scene)), modules)) as hosts:
        host = hosts.open()
        curves = tuple(
            measure_outage_curve(host, Codec(modules), each, runs_per_window(each, seeds), SERVER_COUNT, lambda: None)
            for each in TIMEOUT_WINDOWS
        )
        return curves_svg(make_experiment(scene.id, scene.file, seeds, SERVER_COUNT, hosts.level, curves))


def draw_scenario_picture(kit: Kit, scene: Scene, name: str) -> bytes:
    """Return the picture of one scenario: its panels, and the last panel of each ending."""
    file = scene.folder / "scenarios" / f"{name}.txt"
    if not file.is_file():
        raise KitError(f"{scene.id}: scene.toml asks for the picture {name}, but there is no scenarios/{name}.txt")
    scenario = read_scenario(file)
    layers = (*kit.given_layers(scene), kit.solution_layer(scene))
    modules = kit.message_modules(scene)
    hosts = InProcessHosts(make_load_request(layers, modules))
    try:
        endings: list[str | None] = [*(fork.name for fork in scenario.forks)] or [None]
        runs = [run_scenario_ending(hosts, Codec(modules), scenario, scene, fork) for fork in endings]
    finally:
        hosts.close()
    story = [(*runs[0], each) for each in runs[0][0].panels if not each.fork]
    ends = [(trace, machines, each) for trace, machines in runs for each in trace.panels if each.fork]
    return standalone_svg(draw_panel_sheet(scenario.title, [*story, *ends]))


def run_scenario_ending(
    hosts: InProcessHosts, codec: Codec, scenario: Scenario, scene: Scene, fork: str | None
) -> tuple[Trace, MachineHistory]:
    """Run one ending of the scenario on the reference; return the trace, and the machines if they are shown."""
    host = hosts.open()
    try:
        runner = Runner(host, codec, scenario, scene.id)
        runner.run(fork)
        trace = runner.trace()
        return trace, replay_machines(host, codec, trace) if scene.settings.get("machines") else ()
    finally:
        host.close()


def draw_panel_sheet(title: str, panels: Sequence[tuple[Trace, MachineHistory, StoryboardPanel]]) -> Markup:
    """Return the panels on one sheet, three in a row (four: two in a row), each under its caption."""
    pictures = [draw_panel(trace, each, machines) for trace, machines, each in panels]
    sizes = [svg_size(each) for each in pictures]
    width = max(w for w, _ in sizes)
    across = 2 if len(panels) == 4 else min(PANELS_PER_ROW, len(panels))
    down = -(-len(panels) // across)
    heights = [max(h for _, h in sizes[r * across : (r + 1) * across]) + CAPTION_HEIGHT + GAP for r in range(down)]
    placed = [
        place_panel(
            pictures[n], sizes[n], panels[n][2], GAP + (n % across) * (width + GAP), GAP + sum(heights[: n // across])
        )
        for n in range(len(panels))
    ]
    view = f"0 0 {across * (width + GAP) + GAP} {sum(heights) + GAP}"
    words = " ".join(f"({each.name}) {each.title}." for _, _, each in panels)
    return tag("svg", tag("title", title), tag("desc", words), *placed, role="img", viewBox=view)


def draw_panel(trace: Trace, panel: StoryboardPanel, machine_history: MachineHistory) -> Markup:
    """Return the picture of one panel."""
    position = position_of_step(trace, panel.last)
    views, machines = (
        cluster_states(trace)[position].views,
        machines_after_event(machine_history, position) if machine_history else None,
    )
    longest = max((len(view.log) for view in views.values()), default=0)
    badge = badge_without_answer(panel.badge) if panel.badge else None
    return draw_cluster(
        trace.servers,
        views,
        minimum_cells=max(3, longest),
        ringed_index=find_ringed_index(trace),
        badge=badge,
        title=panel.title,
        machines=machines,
    )


def badge_without_answer(badge: CommitBadge) -> CommitBadge:
    """Return the badge without its answer."""
    return msgspec.structs.replace(badge, answer="")


def svg_size(svg: Markup) -> tuple[int, int]:
    """Return a drawing's width and height."""
    numbers = svg.partition('viewBox="0 0 ')[2].partition('"')[0].split()
    return int(numbers[0]), int(numbers[1])


def place_panel(svg: Markup, size: tuple[int, int], panel: StoryboardPanel, x: int, y: int) -> Markup:
    """Return a panel at its position on the sheet, with its caption above it."""
    lines = textwrap.wrap(f"({panel.name}) {panel.title}", CAPTION_COLUMNS)[:2]
    caption = (tag("text", line, x=x, y=y + 14 + 17 * n) for n, line in enumerate(lines))
    at = f'<svg x="{x}" y="{y + CAPTION_HEIGHT - 6}"'
    return tag("g", *caption, Markup(svg.replace("<svg", at, 1)))
