"""`raftlab play`: control a live cluster in the browser, served on this machine only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.console import say_wrapped
from raftlab.cli.support.file_watcher import wait_for_saves
from raftlab.cli.support.layers_below import KIT_LAYERS, BelowOption, choose_layers_below
from raftlab.cli.support.student_file_reader import submission_without_reference
from raftlab.errors import UsageError
from raftlab.kit import Kit, LayerSource, Scene, find_kit
from raftlab.submission_reader import find_submission_file, read_submission, workspace_folder

if TYPE_CHECKING:
    from raftlab.pages.laboratory.http_server import LaboratoryService
    from raftlab.pages.trace_analysis.aligned_runs import MirrorCluster
    from raftlab.worker.wire import LoadLayers

ScenarioLines = tuple[str, ...]


def play(
    scene_id: SceneId,
    submission_path: Annotated[
        Path | None, typer.Option("--submission", metavar="PATH", help="Your file. Default: the scene's folder here.")
    ] = None,
    use_reference: Annotated[
        bool, typer.Option("--reference", help="Run the kit's reference instead of your file.")
    ] = False,
    scenario_name: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="Load a scenario of the scene, ready to step through."),
    ] = None,
    layer_choice: BelowOption = KIT_LAYERS,
    servers: Annotated[int, typer.Option("--servers", metavar="N", min=1, max=9, help="Size of the cluster.")] = 3,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port to listen on; 0: any free one.")
    ] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Control a live cluster of your servers in the browser.

    You deliver and drop messages, cut links, crash servers and fire timers. You can rewind, branch, and save what you
    did as a scenario. Each time you save your file, the same lines run again on it.

    \b
    Examples:
      raftlab play scene05
      raftlab play scene05 --scenario partition-and-recover
    """
    from raftlab.cli.support.student_file_reader import read_student_layer
    from raftlab.pages.laboratory.http_server import LaboratoryService
    from raftlab.pages.laboratory.page import laboratory_page
    from raftlab.pages.laboratory.session import Session
    from raftlab.worker.message_codec import Codec
    from raftlab.worker.worker_hosts import make_time_limited_hosts

    kit = find_kit()
    scene = kit.scene(scene_id)
    student_layer = None if use_reference else read_student_layer(kit, scene, submission_path)
    if student_layer is None and not use_reference:
        submission_without_reference(kit, scene)  # a kit without the reference needs the student's file
    layer = student_layer or kit.solution_layer(scene)
    setup, endings = scenario_setup_lines(scene, scenario_name, servers)
    chosen_kit = choose_layers_below(kit, scene, layer_choice).kit
    load = layer_load_request(chosen_kit, scene, layer)
    hosts = make_time_limited_hosts(load)
    with ExitStack() as opened:
        opened.callback(hosts.close)
        mirror = opened.enter_context(open_reference_mirror(kit, scene, student_layer))
        session = Session(
            hosts.open, Codec(load.message_modules), scene.id, setup, endings[0], branches=list(endings[1:])
        )
        folder = workspace_folder(scene) / "scenarios"
        service = LaboratoryService(session, laboratory_page(session, layer.file_name), folder, mirror)
        file = find_submission_file(scene, submission_path).absolute() if student_layer else None
        serve_until_stopped(service, port, browser, lambda: reload_each_save(service, chosen_kit, scene, file))


def reload_each_save(service: LaboratoryService, kit: Kit, scene: Scene, file: Path | None) -> None:
    """Run the lines of `service` on each saved version of `file`, until Ctrl-C; without a file only wait.

    It stays in the thread that calls it: the kernel ends the servers of a thread that has ended.
    """
    from raftlab.worker.worker_hosts import make_time_limited_hosts

    if file is None:
        Event().wait()
        return
    with ExitStack() as opened:
        for _ in wait_for_saves(file):
            try:
                submission = read_submission(kit, scene, file)
            except UsageError as error:
                service.reload(file.name, error)
                continue
            layer = kit.submission_layer(scene, submission.file, submission.source)
            hosts = make_time_limited_hosts(layer_load_request(kit, scene, layer))
            if service.reload(file.name, hosts.open):
                opened.close()
                opened.callback(hosts.close)
            else:
                hosts.close()


def layer_load_request(kit: Kit, scene: Scene, layer: LayerSource) -> LoadLayers:
    """Return the request that loads `layer` on top of the layers below it."""
    from raftlab.worker.worker_hosts import make_load_request

    return make_load_request((*kit.given_layers(scene), layer), kit.message_modules(scene))


@contextmanager
def open_reference_mirror(kit: Kit, scene: Scene, student_layer: LayerSource | None) -> Iterator[MirrorCluster | None]:
    """Yield a cluster of the reference to mirror `student_layer`; None without a student layer or a reference."""
    from raftlab.pages.trace_analysis.aligned_runs import MirrorCluster
    from raftlab.worker.message_codec import Codec
    from raftlab.worker.worker_hosts import InProcessHosts

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


def scenario_setup_lines(
    scene: Scene, scenario_name: str | None, server_count: int
) -> tuple[ScenarioLines, tuple[ScenarioLines, ...]]:
    """Return the lines that set up the cluster, and the lines to step through: one tuple for each ending."""
    if scenario_name is None:
        return (f"servers {' '.join(f'S{n + 1}' for n in range(server_count))}",), ((),)
    from raftlab.cli.support.scenario_lookup import find_scenario_file
    from raftlab.scenario.language import read_scenario

    scenario = read_scenario(find_scenario_file(scene, scenario_name))
    setup = tuple(line.text for line in scenario.setup if line.verb not in ("title", "paper"))
    story = tuple(line.text for line in scenario.steps)
    endings = tuple((*story, *(line.text for line in fork.statements)) for fork in scenario.forks)
    return setup, endings or (story,)


def serve_until_stopped(service: LaboratoryService, port: int, browser: bool, wait: Callable[[], None]) -> None:
    """Serve in a thread until Ctrl-C ends `wait`. UsageError for a port that is taken."""
    from raftlab.pages.laboratory.http_server import make_server, page_url

    try:
        server = make_server(service, port)
    except OSError as error:
        raise UsageError(f"cannot listen on port {port} ({error.strerror}); leave --port out for a free one") from None
    url = page_url(server, service)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    say_wrapped(f"  play   {url}")
    say_wrapped("  Ctrl-C ends it; the address contains a secret, so do not share it")
    if browser:
        import webbrowser

        webbrowser.open(url)
    try:
        wait()
    except KeyboardInterrupt:
        say_wrapped("\n  ended")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        service.close()
