"""`raftlab watch`: grade again whenever the file is saved."""

from __future__ import annotations

from pathlib import Path

import typer

from raftlab.cli.arguments import SceneId, Seed, SubmissionPath
from raftlab.cli.console import output, say, warn
from raftlab.cli.grade import with_progress
from raftlab.cli.own import show_own
from raftlab.cli.told import tell
from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene, find_kit
from raftlab.workspace import locate, read_submission, shown

SETTLE_MS = 200


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("watch")(watch)


def watch(scene_id: SceneId, path: SubmissionPath = None, seed: Seed = 0) -> None:
    """Grade your work again whenever you save it; Ctrl-C ends.

    \b
    Example: raftlab watch scene05
    """
    from watchfiles import watch as changes

    kit = find_kit()
    scene = kit.scene(scene_id)
    file = locate(scene, path).absolute()
    show(kit, scene, file, seed)
    # Editors replace a file rather than write it: the folder is watched, and its other files are left out.
    for _ in changes(
        file.parent,
        watch_filter=lambda _, name: Path(name) == file,
        step=SETTLE_MS,
        recursive=False,
        raise_interrupt=True,
    ):
        if file.exists():
            show(kit, scene, file, seed)


def show(kit: Kit, scene: Scene, file: Path, seed: int) -> None:
    """Grade the file as it is now and show the verdict, or what keeps it from being graded."""
    console = output()
    if console.is_terminal:
        console.clear()
    try:
        submission = read_submission(kit, scene, file)
        graded = with_progress(kit, submission, seed=seed, in_process=False, debug=False, only=(), quiet=False)
    except UsageFault as fault:
        warn(str(fault))
    else:
        tell(graded, kit, submission, Path())
        show_own(kit, scene, submission, file)
    say(f"  watching {shown(file)}; Ctrl-C ends")
