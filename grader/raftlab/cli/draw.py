"""`raftlab draw`: draw what the student's code computes, as the scene's drawing module draws it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.arguments import SceneId, SubmissionPath
from raftlab.cli.support.console import say
from raftlab.cli.support.output_files import write_page
from raftlab.errors import SubmissionError, UsageError
from raftlab.grading_models import Submission
from raftlab.kit import Kit, Scene, find_kit
from raftlab.pages.drawing_plugin import DrawingModule, SceneDrawing, drawing_page, load_drawing_module
from raftlab.pages.html.markup import visible_text
from raftlab.submission_reader import read_submission


def draw(
    scene_id: SceneId,
    path: SubmissionPath = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="PAGE", help="The page to write.")] = Path(
        "drawing.html"
    ),
) -> None:
    """Draw what your code computes, such as a message schedule.

    The scene decides what is drawn: its handout says when this command helps.

    \b
    Example: raftlab draw scene01
    """
    kit = find_kit()
    scene = kit.scene(scene_id)
    drawing_module = load_drawing_module(scene)
    if drawing_module is None:
        raise UsageError(
            f"{scene.id} has nothing to draw; `raftlab storyboard {scene.id}` and `raftlab play {scene.id}` show "
            "your code at work"
        )
    submission = read_submission(kit, scene, path)
    level, drawings = draw_submission(kit, scene, submission, drawing_module)
    for drawing in drawings:
        say(f"  {drawing.title}")
        say()
        for line in drawing.lines:
            say(f"  {visible_text(line)}".rstrip())
        say()
    write_page(output, drawing_page(scene.id, submission.file, level, drawings))


def draw_submission(
    kit: Kit, scene: Scene, submission: Submission, drawing_module: DrawingModule
) -> tuple[str, Sequence[SceneDrawing]]:
    """Return the isolation level and the drawings of the submission. UsageError if the worker fails."""
    from raftlab.checks.placed_server import PlacedServer, boot_request
    from raftlab.server import Options
    from raftlab.submission_hosts import make_hosts, require_loadable
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
        except SubmissionError as error:
            raise UsageError(
                f"{scene.id}: nothing can be drawn: {error}; `raftlab grade {scene.id}` shows what is missing"
            ) from None
