"""`raftlab play`: a laboratory in the browser, served on this machine only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.cli.replay import fallback_submission
from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.console import say
from raftlab.errors import UsageError
from raftlab.kit import Kit, LayerSource, Scene, find_kit
from raftlab.submission_reader import workspace_folder

if TYPE_CHECKING:
    from raftlab.pages.trace_analysis.aligned_runs import MirrorCluster
    from raftlab.worker.wire import LoadLayers

ScenarioLines = tuple[str, ...]


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("play")(play)


def play(
    scene_id: SceneId,
    submission_path: Annotated[
        Path | None, typer.Option("--submission", metavar="PATH", help="Your file. Default: the scene's folder here.")
    ] = None,
    use_reference: Annotated[bool, typer.Option("--reference", help="Play with the kit's own server.")] = False,
    scenario_name: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="Begin with a scenario of the scene, ready to step."),
    ] = None,
    servers: Annotated[int, typer.Option("--servers", metavar="N", min=1, max=9, help="How many servers.")] = 3,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="0: any free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Play with your server, live: deliver, drop, cut, crash, time out; rewind, branch, save as a scenario.

    \b
    Examples:
      raftlab play scene05
      raftlab play scene05 --scenario partition-and-recover
    """
    from raftlab.cli.storyboard import read_student_layer
    from raftlab.pages.laboratory.http_server import LaboratoryService
    from raftlab.pages.laboratory.page import laboratory_page
    from raftlab.pages.laboratory.session import Session
    from raftlab.worker.host import WorkerHosts
    from raftlab.worker.message_codec import Codec

    kit = find_kit()
    scene = kit.scene(scene_id)
    own = None if use_reference else read_student_layer(kit, scene, submission_path)
    if own is None and not use_reference:
        fallback_submission(kit, scene)  # a kit without the course's server needs the reader's
    layer = own or kit.solution_layer(scene)
    setup, endings = starting_lines(scene, scenario_name, servers)
    load = layer_load_request(kit, scene, layer)
    folder = workspace_folder(scene) / "scenarios"
    with WorkerHosts(load) as hosts, open_reference_mirror(kit, scene, own) as companion:
        session = Session(
            hosts.open, Codec(load.message_modules), scene.id, setup, endings[0], branches=list(endings[1:])
        )
        desk = LaboratoryService(session, laboratory_page(scene.id, layer.file_name), folder, companion)
        serve_until_stopped(desk, port, browser)


def layer_load_request(kit: Kit, scene: Scene, layer: LayerSource) -> LoadLayers:
    """Return what a host needs to run `layer` on top of those below it."""
    from raftlab.worker.host import make_load_request

    return make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))


@contextmanager
def open_reference_mirror(kit: Kit, scene: Scene, student_layer: LayerSource | None) -> Iterator[MirrorCluster | None]:
    """Yield the kit's own cluster, to stand beside that of `own`; None without one, or where the kit holds none."""
    from raftlab.pages.trace_analysis.aligned_runs import MirrorCluster
    from raftlab.worker.host import InProcessHosts
    from raftlab.worker.message_codec import Codec

    try:
        layer = kit.solution_layer(scene) if student_layer else None
    except UsageError:
        layer = None
    if layer is None:
        yield None
        return
    load = layer_load_request(kit, scene, layer)
    with InProcessHosts(load) as hosts:
        yield MirrorCluster(hosts.open, Codec(load.message_modules))


def starting_lines(
    scene: Scene, scenario_name: str | None, server_count: int
) -> tuple[ScenarioLines, tuple[ScenarioLines, ...]]:
    """Return the lines that set the cluster up, and those that wait to be stepped through: for each ending its own."""
    if scenario_name is None:
        return (f"servers {' '.join(f'S{n + 1}' for n in range(server_count))}",), ((),)
    from raftlab.cli.storyboard import find_scenario_file
    from raftlab.scenario.language import read_scenario

    told = read_scenario(find_scenario_file(scene, scenario_name))
    setup = tuple(said.text for said in told.setup if said.verb not in ("title", "paper"))
    story = tuple(said.text for said in told.steps)
    endings = tuple((*story, *(said.text for said in fork.statements)) for fork in told.forks)
    return setup, endings or (story,)


def serve_until_stopped(service: object, port: int, browser: bool) -> None:
    """Serve until Ctrl-C. UsageError for a port that is taken."""
    from raftlab.pages.laboratory.http_server import LaboratoryService, make_server, page_url

    assert isinstance(service, LaboratoryService)
    try:
        server = make_server(service, port)
    except OSError as fault:
        raise UsageError(f"cannot listen on port {port} ({fault.strerror}); leave --port out for a free one") from None
    where = page_url(server, service)
    say(f"  play   {where}")
    say("  Ctrl-C ends it; the address holds a secret, keep it to yourself")
    if browser:
        import webbrowser

        webbrowser.open(where)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        say("\n  ended")
    finally:
        server.server_close()
        service.close()
