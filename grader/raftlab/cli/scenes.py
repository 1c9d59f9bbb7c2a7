"""`raftlab scenes`: list the scenes in course order."""

from __future__ import annotations

from raftlab.cli.support.console import say_wrapped
from raftlab.kit import find_kit
from raftlab.submission_reader import workspace_folder


def scenes() -> None:
    """List the scenes in course order.

    A * marks the scenes that you have started in this folder.

    \b
    Example: raftlab scenes
    """
    known_scenes = find_kit().scenes
    width = max((len(scene.title) for scene in known_scenes), default=0)
    for scene in known_scenes:
        mark = "*" if (workspace_folder(scene) / scene.file).exists() else " "
        say_wrapped(f"{mark} {scene.id:<9} {scene.title:<{width}}  {scene.file:<17} {scene.paper}")
