"""The pictures of the handouts: scenarios played by the reference, drawn as files of their own.

scene.toml names them: pictures = ["NAME"] asks for labs/<scene>/NAME.svg, drawn from labs/<scene>/scenarios/NAME.txt.
A picture asks its badge's question and tells the arithmetic; the answer is left to the reader. The table [window], with
picture = "NAME" and seeds = N, asks for the curves of `raftlab window` as the reference gives them; look = "NAME" for
the picture that the scene draws itself.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import msgspec

from raftlab.errors import KitError, UsageError
from raftlab.failover import SERVER_COUNT, TIMEOUT_WINDOWS, make_experiment, measure_outages, runs_per_window
from raftlab.kit import Kit, Scene
from raftlab.pages.drawing.cluster_panel import draw_cluster
from raftlab.pages.failover_curves import curves_svg
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.html.page_template import standalone_svg
from raftlab.pages.scene_drawing import load_drawing_module
from raftlab.pages.storyboard.run_summary import find_ringed_index
from raftlab.pages.trace_analysis.state_machines import MachineHistory, machines_at, replay_machines
from raftlab.pages.trace_analysis.states import cluster_states, position_of
from raftlab.scenario.language import Scenario, read_scenario
from raftlab.scenario.runner import Runner
from raftlab.trace import Badge, Panel, Trace
from raftlab.worker.host import InProcessHosts, make_load_request
from raftlab.worker.message_codec import Codec

PANELS_PER_ROW = 3
GAP, CAPTION_HEIGHT = 20, 44
CAPTION_COLUMNS = 44


def draw_handout_pictures(kit: Kit, scene: Scene) -> dict[Path, bytes]:
    """Return the pictures that the scene's handout shows, by the path each belongs at.

    {} where this kit does not hold the reference. KitError for a picture that no scenario tells.
    """
    try:
        kit.solution_layer(scene)
    except UsageError:
        return {}
    names: Sequence[str] = scene.settings.get("pictures", ())
    drawn = {scene.folder / f"{name}.svg": draw_scenario_picture(kit, scene, name) for name in names}
    own = load_drawing_module(scene)
    if own is not None:
        drawn[scene.folder / f"{scene.settings['look']}.svg"] = standalone_svg(own.handout_picture())
    asked = scene.settings.get("window")
    if asked:
        drawn[scene.folder / f"{asked['picture']}.svg"] = draw_failover_picture(kit, scene, asked["seeds"])
    return drawn


def draw_failover_picture(kit: Kit, scene: Scene, seeds: int) -> bytes:
    """Return the curves of the time without a leader, as the reference's servers take it."""
    modules = kit.message_modules(scene)
    with InProcessHosts(make_load_request((*kit.given_layers(scene), kit.solution_layer(scene)), modules)) as hosts:
        host = hosts.open()
        curves = tuple(
            measure_outages(host, Codec(modules), each, runs_per_window(each, seeds), SERVER_COUNT, lambda: None)
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
        runs = [play_ending(hosts, Codec(modules), scenario, scene, fork) for fork in endings]
    finally:
        hosts.close()
    story = [(*runs[0], each) for each in runs[0][0].panels if not each.fork]
    ends = [(trace, machines, each) for trace, machines in runs for each in trace.panels if each.fork]
    return standalone_svg(draw_panel_sheet(scenario.title, [*story, *ends]))


def play_ending(
    hosts: InProcessHosts, codec: Codec, scenario: Scenario, scene: Scene, fork: str | None
) -> tuple[Trace, MachineHistory]:
    """Return one ending of the scenario as the reference plays it, and what the machines hold if that is shown."""
    host = hosts.open()
    try:
        runner = Runner(host, codec, scenario, scene.id)
        runner.run(fork)
        trace = runner.trace()
        return trace, replay_machines(host, codec, trace) if scene.settings.get("machines") else ()
    finally:
        host.close()


def draw_panel_sheet(title: str, panels: Sequence[tuple[Trace, MachineHistory, Panel]]) -> Markup:
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


def draw_panel(trace: Trace, panel: Panel, machine_history: MachineHistory) -> Markup:
    """Return the picture of one panel."""
    position = position_of(trace, panel.last)
    views, held = (
        cluster_states(trace)[position].views,
        machines_at(machine_history, position) if machine_history else None,
    )
    longest = max((len(view.log) for view in views.values()), default=0)
    badge = without_answer(panel.badge) if panel.badge else None
    return draw_cluster(
        trace.servers,
        views,
        minimum_cells=max(3, longest),
        ringed_index=find_ringed_index(trace),
        badge=badge,
        title=panel.title,
        machines=held,
    )


def without_answer(badge: Badge) -> Badge:
    """Return the badge without its answer."""
    return msgspec.structs.replace(badge, answer="")


def svg_size(svg: Markup) -> tuple[int, int]:
    """Return a drawing's width and height."""
    numbers = svg.partition('viewBox="0 0 ')[2].partition('"')[0].split()
    return int(numbers[0]), int(numbers[1])


def place_panel(svg: Markup, size: tuple[int, int], panel: Panel, x: int, y: int) -> Markup:
    """Return a panel at its place on the sheet, with its caption above it."""
    lines = textwrap.wrap(f"({panel.name}) {panel.title}", CAPTION_COLUMNS)[:2]
    caption = (tag("text", line, x=x, y=y + 14 + 17 * n) for n, line in enumerate(lines))
    at = f'<svg x="{x}" y="{y + CAPTION_HEIGHT - 6}" width="{size[0]}" height="{size[1]}"'
    return tag("g", *caption, Markup(svg.replace("<svg", at, 1)))
