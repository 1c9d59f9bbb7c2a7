"""`raftlab look`: what your code does, drawn as its scene draws it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.arguments import SceneId, SubmissionPath
from raftlab.cli.console import say
from raftlab.cli.show import write_page
from raftlab.errors import SubmissionFault, UsageFault
from raftlab.kit import Kit, Scene, find_kit
from raftlab.pages.look import Drawing, Look, drawing_of, look_page
from raftlab.pages.markup import shown
from raftlab.records import Submission
from raftlab.workspace import read_submission


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("look")(look)


def look(
    scene_id: SceneId,
    path: SubmissionPath = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="PAGE", help="The page to write.")] = Path(
        "look.html"
    ),
) -> None:
    """Draw what your code does where that is no run of a cluster: a schedule as an adversary plays it, step by step.

    \b
    Example: raftlab look scene01
    """
    kit = find_kit()
    scene = kit.scene(scene_id)
    drawing = drawing_of(scene)
    if drawing is None:
        raise UsageFault(
            f"{scene.id} draws nothing of its own; `raftlab storyboard {scene.id}` and `raftlab play {scene.id}` show "
            "your code at work"
        )
    submission = read_submission(kit, scene, path)
    level, looks = looked(kit, scene, submission, drawing)
    for each in looks:
        say(f"  {each.title}")
        say()
        for line in each.lines:
            say(f"  {shown(line)}".rstrip())
        say()
    write_page(output, look_page(scene.id, submission.file, level, looks))


def looked(kit: Kit, scene: Scene, submission: Submission, drawing: Drawing) -> tuple[str, Sequence[Look]]:
    """Return the isolation level, and what the scene draws of the submission. UsageFault where the worker is gone."""
    from raftlab.checks.placed import Placed, boot_request
    from raftlab.pipeline import hosts_of, must_load
    from raftlab.server import Options
    from raftlab.worker.wire import Codec, Given

    with hosts_of(kit, scene, submission, in_process=False, debug=False) as hosts:
        must_load(hosts, submission)
        boot = boot_request("S1", 3, Options(), (), Given(role="follower", currentTerm=0, commitIndex=0), None, None)
        try:
            return hosts.level, drawing.look(Placed(hosts.open().ask, Codec(kit.message_modules(scene)), boot))
        except SubmissionFault as fault:
            raise UsageFault(
                f"{scene.id}: nothing can be drawn: {fault}; `raftlab grade {scene.id}` shows what is missing"
            ) from None
