"""`raftlab storyboard`: write a scenario as a page of panels, with a run for each combination of choices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.console import say_wrapped
from raftlab.cli.support.layers_below import KIT_LAYERS, BelowOption, choose_layers_below
from raftlab.cli.support.output_files import write_page
from raftlab.cli.support.scenario_lookup import find_scenario_file, scenario_names
from raftlab.cli.support.scene_page_writer import play_scene_storyboard, story_scenario_file, write_scene_page
from raftlab.kit import find_kit


def storyboard(
    scene_id: SceneId,
    scenario_name: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="A scenario file of the scene. Default: its first.")
    ] = None,
    submission_path: Annotated[
        Path | None, typer.Option("--submission", metavar="PATH", help="Your file. Default: the scene's folder here.")
    ] = None,
    layer_choice: BelowOption = KIT_LAYERS,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PAGE", help="The page to write. Default: NAME.html.")
    ] = None,
) -> None:
    """Write a scenario as a page of panels.

    Without --scenario it is the scene's own page, as `raftlab scene` writes it. The page shows the scenario's panels
    and endings, with your code and the course's. You can change the choices on the page: the engine has run each
    combination.

    \b
    Examples:
      raftlab storyboard scene05 -o fig8.html
      raftlab storyboard scene05 --scenario partition-and-recover
    """
    from raftlab.pages.storyboard.page import storyboard_page
    from raftlab.pages.storyboard.story_file import story_of_scenario

    kit = find_kit()
    scene = kit.scene(scene_id)
    layers = choose_layers_below(kit, scene, layer_choice)
    if scenario_name is not None:
        file = find_scenario_file(scene, scenario_name)
        board, note = play_scene_storyboard(layers, scene, file, submission_path)
        story = story_of_scenario(scene, file.stem)
        write_page(output or Path(f"{file.stem}.html"), storyboard_page(board, note, story))
        return
    file = story_scenario_file(scene)
    write_scene_page(layers, scene, submission_path, output or Path(f"{file.stem}.html"))
    others = [name for name in scenario_names(scene) if name != file.stem]
    if others:
        say_wrapped(f"  more   --scenario {' | '.join(others)}")
