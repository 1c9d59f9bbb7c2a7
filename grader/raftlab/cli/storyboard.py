"""`raftlab storyboard`: a scenario's panels in a row, with every combination of choices played by the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.arguments import SceneId
from raftlab.cli.console import bar, say
from raftlab.cli.own import own_files
from raftlab.cli.replay import stand_in
from raftlab.cli.show import write_page
from raftlab.errors import UsageFault
from raftlab.kit import Kit, LayerSource, Scene, find_kit
from raftlab.runs import stories
from raftlab.workspace import read_submission, workspace


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("storyboard")(storyboard)


def storyboard(
    scene_id: SceneId,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="Which of the scene's scenario files.")
    ] = None,
    submission: Annotated[
        Path | None, typer.Option("--submission", metavar="PATH", help="Your file. Default: the scene's folder here.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PAGE", help="The page to write. Default: NAME.html.")
    ] = None,
) -> None:
    """Write a scenario as a storyboard: its panels, its endings, and your code beside the course's.

    \b
    Examples:
      raftlab storyboard scene05 -o fig8.html
      raftlab storyboard scene05 --scenario partition-and-recover
    """
    from raftlab.pages.storyboard import storyboard_page
    from raftlab.pages.tellings import tell
    from raftlab.worker.host import WorkerHosts

    kit = find_kit()
    scene = kit.scene(scene_id)
    file = scenario_file(scene, scenario)
    own = own_layer(kit, scene, submission)
    if own is None:
        stand_in(kit, scene)  # a kit without the course's server needs the reader's
    with bar("playing") as move:
        board = tell(kit, scene, file, own, WorkerHosts, move)
    note = "" if own else f"Your code is not here: `raftlab start {scene.id}` makes its file, --submission names it."
    write_page(output or Path(f"{file.stem}.html"), storyboard_page(board, note))
    others = [name for name in names(scene) if name != file.stem]
    if scenario is None and others:
        say(f"  more   --scenario {' | '.join(others)}")


def names(scene: Scene) -> list[str]:
    """Return the names of the scene's scenarios: those with choices beside them first."""
    return [file.stem for file in stories(scene)]


def scenario_file(scene: Scene, name: str | None) -> Path:
    """Return the scenario of that name, of the scene or one's own; the scene's first without a name.

    UsageFault where there is none.
    """
    known = names(scene)
    wanted = name.removesuffix(".txt") if name else next(iter(known), "")
    own = {file.stem: file for file in own_files(scene)}
    if wanted in own and wanted not in known:
        return own[wanted]
    if wanted not in known:
        listed = f"its scenarios: {', '.join([*known, *own])}" if known or own else "it has no scenario files"
        raise UsageFault(f"{scene.id}: no scenario {wanted or 'to draw'}; {listed}")
    return scene.folder / "scenarios" / f"{wanted}.txt"


def own_layer(kit: Kit, scene: Scene, path: Path | None) -> LayerSource | None:
    """Return the reader's own layer: the file named, else the one in the workspace, else None."""
    if path is None and not (workspace(scene) / scene.file).is_file():
        return None
    own = read_submission(kit, scene, path)
    return LayerSource(own.file, own.source, scene.layer)
