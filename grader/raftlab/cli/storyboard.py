"""`raftlab storyboard`: a scenario's panels in a row, with every combination of choices played by the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.replay import fallback_submission
from raftlab.cli.show import write_page
from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.local_scenarios import local_scenario_files
from raftlab.errors import UsageError
from raftlab.kit import Kit, LayerSource, Scene, find_kit
from raftlab.rerun import scenario_files
from raftlab.submission_reader import read_submission, workspace_folder


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("storyboard")(storyboard)


def storyboard(
    scene_id: SceneId,
    scenario_name: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="Which of the scene's scenario files.")
    ] = None,
    submission_path: Annotated[
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
    from raftlab.pages.storyboard.page import storyboard_page
    from raftlab.pages.storyboard.runs import play_storyboard
    from raftlab.worker.host import WorkerHosts

    kit = find_kit()
    scene = kit.scene(scene_id)
    file = find_scenario_file(scene, scenario_name)
    own = read_student_layer(kit, scene, submission_path)
    if own is None:
        fallback_submission(kit, scene)  # a kit without the course's server needs the reader's
    with progress_bar("playing") as move:
        board = play_storyboard(kit, scene, file, own, WorkerHosts, move)
    note = "" if own else f"Your code is not here: `raftlab start {scene.id}` makes its file, --submission names it."
    write_page(output or Path(f"{file.stem}.html"), storyboard_page(board, note))
    others = [name for name in scenario_names(scene) if name != file.stem]
    if scenario_name is None and others:
        say(f"  more   --scenario {' | '.join(others)}")


def scenario_names(scene: Scene) -> list[str]:
    """Return the names of the scene's scenarios: those with choices beside them first."""
    return [file.stem for file in scenario_files(scene)]


def find_scenario_file(scene: Scene, name: str | None) -> Path:
    """Return the scenario of that name, of the scene or one's own; the scene's first without a name.

    UsageError where there is none.
    """
    known = scenario_names(scene)
    wanted = name.removesuffix(".txt") if name else next(iter(known), "")
    own = {file.stem: file for file in local_scenario_files(scene)}
    if wanted in own and wanted not in known:
        return own[wanted]
    if wanted not in known:
        listed = f"its scenarios: {', '.join([*known, *own])}" if known or own else "it has no scenario files"
        raise UsageError(f"{scene.id}: no scenario {wanted or 'to draw'}; {listed}")
    return scene.folder / "scenarios" / f"{wanted}.txt"


def read_student_layer(kit: Kit, scene: Scene, submission_path: Path | None) -> LayerSource | None:
    """Return the reader's own layer: the file named, else the one in the workspace, else None."""
    if submission_path is None and not (workspace_folder(scene) / scene.file).is_file():
        return None
    own = read_submission(kit, scene, submission_path)
    return LayerSource(own.file, own.source, scene.layer_class)
