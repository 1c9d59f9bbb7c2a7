"""`raftlab scene`: write the page of a scene, with its story and its handout, and open it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.layers_below import KIT_LAYERS, BelowOption, choose_layers_below
from raftlab.kit import find_kit


def scene(
    scene_id: SceneId,
    submission_path: Annotated[
        Path | None, typer.Option("--submission", metavar="PATH", help="Your file. Default: the scene's folder here.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PAGE", help="The page to write. Default: SCENE.html.")
    ] = None,
    layer_choice: BelowOption = KIT_LAYERS,
    open_browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
) -> None:
    """Write the page of a scene, and open it in a browser.

    The page is one file: what came before, the storyboard as a story that unfolds, with your code and the course's
    rules, what to write, and the sources. It needs no network.

    \b
    Examples:
      raftlab scene scene05
      raftlab scene scene05 -o fig8.html --no-browser
    """
    from raftlab.cli.support.scene_page_writer import write_design_scene_page, write_scene_page

    kit = find_kit()
    chosen = kit.scene(scene_id)
    layers = choose_layers_below(kit, chosen, layer_choice)
    if chosen.is_design:
        write_design_scene_page(kit, chosen, submission_path, output or Path(f"{chosen.id}.html"), open_browser)
        return
    write_scene_page(layers, chosen, submission_path, output or Path(f"{chosen.id}.html"), open_browser)
