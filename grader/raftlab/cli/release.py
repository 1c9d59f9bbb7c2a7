"""`raftlab release`: the kit that a course hands out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.dev import find_staff_kit
from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.console import say
from raftlab.errors import UsageError
from raftlab.state_dir import write_atomically


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("release")(release)


def release(
    scene_id: SceneId,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where to put the zip.")] = Path(),
) -> None:
    """Build the student kit of a scene: all that is needed to do it, and no answer.

    It holds the engine, the labs up to the scene without hidden checks, the files to fill in, and the layers of
    earlier scenes.

    \b
    Example: raftlab release scene05 -o dist
    """
    from raftlab.authoring.release import make_student_kit, student_kit_zip

    kit = find_staff_kit()
    scene = kit.scene(scene_id)
    files = make_student_kit(kit, scene)
    name = f"raftlab-{scene.id}"
    target = folder / f"{name}.zip"
    data = student_kit_zip(files, name)
    try:
        write_atomically(target, data)
    except OSError as fault:
        raise UsageError(f"{scene.id}: cannot write {target} ({fault.strerror}); name another folder") from None
    say(f"wrote   {target}: {len(files)} files, {len(data) // 1024} KB; no answer to {scene.id} or later in it")
