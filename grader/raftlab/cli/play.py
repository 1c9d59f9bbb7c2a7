"""`raftlab play`: a laboratory in the browser, served on this machine only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.cli.arguments import SceneId
from raftlab.cli.console import say
from raftlab.cli.replay import stand_in
from raftlab.errors import UsageFault
from raftlab.kit import Kit, LayerSource, Scene, find_kit
from raftlab.workspace import workspace

if TYPE_CHECKING:
    from raftlab.pages.abreast import Companion
    from raftlab.worker.wire import Load

Lines = tuple[str, ...]


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("play")(play)


def play(
    scene_id: SceneId,
    submission: Annotated[
        Path | None, typer.Option("--submission", metavar="PATH", help="Your file. Default: the scene's folder here.")
    ] = None,
    reference: Annotated[bool, typer.Option("--reference", help="Play with the kit's own server.")] = False,
    scenario: Annotated[
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
    from raftlab.cli.storyboard import own_layer
    from raftlab.pages.laboratory import laboratory_page
    from raftlab.pages.service import Desk
    from raftlab.pages.session import Session
    from raftlab.worker.codec import Codec
    from raftlab.worker.host import WorkerHosts

    kit = find_kit()
    scene = kit.scene(scene_id)
    own = None if reference else own_layer(kit, scene, submission)
    if own is None and not reference:
        stand_in(kit, scene)  # a kit without the course's server needs the reader's
    layer = own or kit.solution(scene)
    setup, endings = beginning(scene, scenario, servers)
    load = load_of(kit, scene, layer)
    folder = workspace(scene) / "scenarios"
    with WorkerHosts(load) as hosts, right_one(kit, scene, own) as companion:
        session = Session(
            hosts.open, Codec(load.message_modules), scene.id, setup, endings[0], branches=list(endings[1:])
        )
        desk = Desk(session, laboratory_page(scene.id, layer.name), folder, companion)
        serve_until_stopped(desk, port, browser)


def load_of(kit: Kit, scene: Scene, layer: LayerSource) -> Load:
    """Return what a host needs to run `layer` on top of those below it."""
    from raftlab.worker.host import load_request

    return load_request((*kit.given(scene), layer), kit.message_modules(scene))


@contextmanager
def right_one(kit: Kit, scene: Scene, own: LayerSource | None) -> Iterator[Companion | None]:
    """Yield the kit's own cluster, to stand beside that of `own`; None without one, or where the kit holds none."""
    from raftlab.pages.abreast import Companion
    from raftlab.worker.codec import Codec
    from raftlab.worker.host import InProcessHosts

    try:
        layer = kit.solution(scene) if own else None
    except UsageFault:
        layer = None
    if layer is None:
        yield None
        return
    load = load_of(kit, scene, layer)
    with InProcessHosts(load) as hosts:
        yield Companion(hosts.open, Codec(load.message_modules))


def beginning(scene: Scene, name: str | None, servers: int) -> tuple[Lines, tuple[Lines, ...]]:
    """Return the lines that set the cluster up, and those that wait to be stepped through: for each ending its own."""
    if name is None:
        return (f"servers {' '.join(f'S{n + 1}' for n in range(servers))}",), ((),)
    from raftlab.cli.storyboard import scenario_file
    from raftlab.scenario.language import read_scenario

    told = read_scenario(scenario_file(scene, name))
    setup = tuple(said.text for said in told.setup if said.verb not in ("title", "paper"))
    story = tuple(said.text for said in told.story)
    endings = tuple((*story, *(said.text for said in fork.statements)) for fork in told.forks)
    return setup, endings or (story,)


def serve_until_stopped(desk: object, port: int, browser: bool) -> None:
    """Serve until Ctrl-C. UsageFault for a port that is taken."""
    from raftlab.pages.service import Desk, address, serve

    assert isinstance(desk, Desk)
    try:
        server = serve(desk, port)
    except OSError as fault:
        raise UsageFault(f"cannot listen on port {port} ({fault.strerror}); leave --port out for a free one") from None
    where = address(server, desk)
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
        desk.close()
