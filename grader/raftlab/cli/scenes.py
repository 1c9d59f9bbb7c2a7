"""`raftlab scenes`: what there is to do."""

from __future__ import annotations

import typer

from raftlab.cli.support.console import say
from raftlab.kit import find_kit
from raftlab.submission_reader import workspace_folder


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("scenes")(scenes)


def scenes() -> None:
    """List the scenes in course order; * marks those started here.

    \b
    Example: raftlab scenes
    """
    found = find_kit().scenes
    width = max((len(scene.title) for scene in found), default=0)
    for scene in found:
        mark = "*" if (workspace_folder(scene) / scene.file).exists() else " "
        say(f"{mark} {scene.id:<9} {scene.title:<{width}}  {scene.file:<17} {scene.paper}")
