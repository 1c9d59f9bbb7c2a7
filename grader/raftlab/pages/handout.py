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

from raftlab.errors import KitFault, UsageFault
from raftlab.failover import SERVERS, WINDOWS, curve, experiment_of, runs_of
from raftlab.kit import Kit, Scene
from raftlab.pages.curves import curves_file
from raftlab.pages.holdings import Holdings, held_at, holdings
from raftlab.pages.look import drawing_of
from raftlab.pages.markup import Markup, tag
from raftlab.pages.moments import moments, position_of
from raftlab.pages.page import standalone
from raftlab.pages.panel import panel
from raftlab.pages.verdict import ringed
from raftlab.scenario.language import Scenario, read_scenario
from raftlab.scenario.runner import Runner
from raftlab.trace import Badge, Panel, Trace
from raftlab.worker.codec import Codec
from raftlab.worker.host import InProcessHosts, load_request

ACROSS = 3
GAP, CAPTION = 20, 44
CAPTION_COLUMNS = 44


def regenerate(kit: Kit, scene: Scene) -> dict[Path, bytes]:
    """Return the pictures that the scene's handout shows, by the path each belongs at.

    {} where this kit does not hold the reference. KitFault for a picture that no scenario tells.
    """
    try:
        kit.solution(scene)
    except UsageFault:
        return {}
    names: Sequence[str] = scene.settings.get("pictures", ())
    drawn = {scene.folder / f"{name}.svg": picture(kit, scene, name) for name in names}
    own = drawing_of(scene)
    if own is not None:
        drawn[scene.folder / f"{scene.settings['look']}.svg"] = standalone(own.picture())
    asked = scene.settings.get("window")
    if asked:
        drawn[scene.folder / f"{asked['picture']}.svg"] = window_picture(kit, scene, asked["seeds"])
    return drawn


def window_picture(kit: Kit, scene: Scene, seeds: int) -> bytes:
    """Return the curves of the time without a leader, as the reference's servers take it."""
    modules = kit.message_modules(scene)
    with InProcessHosts(load_request((*kit.given(scene), kit.solution(scene)), modules)) as hosts:
        host = hosts.open()
        curves = tuple(
            curve(host, Codec(modules), each, runs_of(each, seeds), SERVERS, lambda: None) for each in WINDOWS
        )
        return curves_file(experiment_of(scene.id, scene.file, seeds, SERVERS, hosts.level, curves))


def picture(kit: Kit, scene: Scene, name: str) -> bytes:
    """Return the picture of one scenario: its panels, and the last panel of each ending."""
    file = scene.folder / "scenarios" / f"{name}.txt"
    if not file.is_file():
        raise KitFault(f"{scene.id}: scene.toml asks for the picture {name}, but there is no scenarios/{name}.txt")
    scenario = read_scenario(file)
    layers = (*kit.given(scene), kit.solution(scene))
    modules = kit.message_modules(scene)
    hosts = InProcessHosts(load_request(layers, modules))
    try:
        endings: list[str | None] = [*(fork.name for fork in scenario.forks)] or [None]
        runs = [played(hosts, Codec(modules), scenario, scene, fork) for fork in endings]
    finally:
        hosts.close()
    story = [(*runs[0], each) for each in runs[0][0].panels if not each.fork]
    ends = [(trace, machines, each) for trace, machines in runs for each in trace.panels if each.fork]
    return standalone(sheet(scenario.title, [*story, *ends]))


def played(
    hosts: InProcessHosts, codec: Codec, scenario: Scenario, scene: Scene, fork: str | None
) -> tuple[Trace, Holdings]:
    """Return one ending of the scenario as the reference plays it, and what the machines hold if that is shown."""
    host = hosts.open()
    try:
        runner = Runner(host, codec, scenario, scene.id)
        runner.run(fork)
        trace = runner.trace()
        return trace, holdings(host, codec, trace) if scene.settings.get("machines") else ()
    finally:
        host.close()


def sheet(title: str, shown: Sequence[tuple[Trace, Holdings, Panel]]) -> Markup:
    """Return the panels on one sheet, three in a row (four: two in a row), each under its caption."""
    pictures = [drawn(trace, each, machines) for trace, machines, each in shown]
    sizes = [size(each) for each in pictures]
    width = max(w for w, _ in sizes)
    across = 2 if len(shown) == 4 else min(ACROSS, len(shown))
    down = -(-len(shown) // across)
    heights = [max(h for _, h in sizes[r * across : (r + 1) * across]) + CAPTION + GAP for r in range(down)]
    placed = [
        place(pictures[n], sizes[n], shown[n][2], GAP + (n % across) * (width + GAP), GAP + sum(heights[: n // across]))
        for n in range(len(shown))
    ]
    view = f"0 0 {across * (width + GAP) + GAP} {sum(heights) + GAP}"
    words = " ".join(f"({each.name}) {each.title}." for _, _, each in shown)
    return tag("svg", tag("title", title), tag("desc", words), *placed, role="img", viewBox=view)


def drawn(trace: Trace, each: Panel, machines: Holdings) -> Markup:
    """Return the picture of one panel."""
    position = position_of(trace, each.last)
    views, held = moments(trace)[position].views, held_at(machines, position) if machines else None
    longest = max((len(view.log) for view in views.values()), default=0)
    badge = question(each.badge) if each.badge else None
    return panel(
        trace.servers, views, cells=max(3, longest), ring=ringed(trace), badge=badge, name=each.title, held=held
    )


def question(badge: Badge) -> Badge:
    """Return the badge without its answer."""
    return msgspec.structs.replace(badge, answer="")


def size(drawing: Markup) -> tuple[int, int]:
    """Return a drawing's width and height."""
    numbers = drawing.partition('viewBox="0 0 ')[2].partition('"')[0].split()
    return int(numbers[0]), int(numbers[1])


def place(drawing: Markup, extent: tuple[int, int], each: Panel, x: int, y: int) -> Markup:
    """Return a panel at its place on the sheet, with its caption above it."""
    lines = textwrap.wrap(f"({each.name}) {each.title}", CAPTION_COLUMNS)[:2]
    caption = (tag("text", line, x=x, y=y + 14 + 17 * n) for n, line in enumerate(lines))
    at = f'<svg x="{x}" y="{y + CAPTION - 6}" width="{extent[0]}" height="{extent[1]}"'
    return tag("g", *caption, Markup(drawing.replace("<svg", at, 1)))
