"""`raftlab storyboard`: write a scenario as a page of panels, with a run for each combination of choices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.output_files import write_page
from raftlab.cli.support.scenario_lookup import find_scenario_file, scenario_names
from raftlab.cli.support.student_layer import fallback_submission, read_student_layer
from raftlab.kit import find_kit


def storyboard(
    scene_id: SceneId,
    scenario_name: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="A scenario file of the scene. Default: its first.")
    ] = None,
    submission_path: Annotated[
        Path | None, typer.Option("--submission", metavar="PATH", help="Your file. Default: the scene's folder here.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PAGE", help="The page to write. Default: NAME.html.")
    ] = None,
) -> None:
    """Write a scenario as a page of panels.

    The page shows the scenario's panels and endings, with your code and, if the kit has it, the course's code. You can
    change the choices on the page: the engine has run each combination.

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
    student_layer = read_student_layer(kit, scene, submission_path)
    if student_layer is None:
        fallback_submission(kit, scene)  # a kit without the reference needs the student's file
    with progress_bar("running") as move:
        board = play_storyboard(kit, scene, file, student_layer, WorkerHosts, move)
    note = (
        ""
        if student_layer
        else f"Your code is not here: `raftlab start {scene.id}` creates its file, --submission names another."
    )
    write_page(output or Path(f"{file.stem}.html"), storyboard_page(board, note))
    others = [name for name in scenario_names(scene) if name != file.stem]
    if scenario_name is None and others:
        say(f"  more   --scenario {' | '.join(others)}")
