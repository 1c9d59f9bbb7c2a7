"""`raftlab release`: build the kit that students get."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.arguments import SceneId
from raftlab.cli.support.console import say
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import UsageError
from raftlab.state_dir import write_atomically


def release(
    scene_id: SceneId,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where to put the zip.")] = Path(),
) -> None:
    """Build the kit that students of a scene get.

    It contains the engine, the labs up to the scene without hidden checks, the files to fill in, and the solutions of
    earlier scenes. It contains no solution to this scene or a later one.

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
    except OSError as error:
        raise UsageError(f"{scene.id}: cannot write {target} ({error.strerror}); name another folder") from None
    say(f"wrote   {target}: {len(files)} files, {len(data) // 1024} KB; it contains no solution to {scene.id} or later")
