"""`raftlab look`: what your code does, drawn as its scene draws it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.show import write_page
from raftlab.cli.support.arguments import SceneId, SubmissionPath
from raftlab.cli.support.console import say
from raftlab.errors import SubmissionError, UsageError
from raftlab.kit import Kit, Scene, find_kit
from raftlab.models import Submission
from raftlab.pages.html.markup import visible_text
from raftlab.pages.scene_drawing import DrawingModule, SceneDrawing, drawing_page, load_drawing_module
from raftlab.submission_reader import read_submission


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
    drawing = load_drawing_module(scene)
    if drawing is None:
        raise UsageError(
            f"{scene.id} draws nothing of its own; `raftlab storyboard {scene.id}` and `raftlab play {scene.id}` show "
            "your code at work"
        )
    submission = read_submission(kit, scene, path)
    level, looks = draw_submission(kit, scene, submission, drawing)
    for each in looks:
        say(f"  {each.title}")
        say()
        for line in each.lines:
            say(f"  {visible_text(line)}".rstrip())
        say()
    write_page(output, drawing_page(scene.id, submission.file, level, looks))


def draw_submission(
    kit: Kit, scene: Scene, submission: Submission, drawing_module: DrawingModule
) -> tuple[str, Sequence[SceneDrawing]]:
    """Return the isolation level, and what the scene draws of the submission. UsageError where the worker is gone."""
    from raftlab.checks.placed_server import PlacedServer, boot_request
    from raftlab.pipeline import make_hosts, require_loadable
    from raftlab.server import Options
    from raftlab.worker.wire import Codec, InitialState

    with make_hosts(kit, scene, submission, in_process=False, debug=False) as hosts:
        require_loadable(hosts, submission)
        boot = boot_request(
            "S1", 3, Options(), (), InitialState(role="follower", currentTerm=0, commitIndex=0), None, None
        )
        try:
            return hosts.level, drawing_module.draw_submission(
                PlacedServer(hosts.open().request, Codec(kit.message_modules(scene)), boot)
            )
        except SubmissionError as fault:
            raise UsageError(
                f"{scene.id}: nothing can be drawn: {fault}; `raftlab grade {scene.id}` shows what is missing"
            ) from None
