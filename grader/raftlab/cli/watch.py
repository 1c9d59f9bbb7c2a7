"""`raftlab watch`: grade again each time the file is saved."""

from __future__ import annotations

from pathlib import Path

from raftlab.cli.support.arguments import SceneId, Seed, SubmissionPath
from raftlab.cli.support.console import say, stdout_console, warn
from raftlab.cli.support.grade_output import report_grading
from raftlab.cli.support.grading import grade_with_progress
from raftlab.cli.support.local_scenarios import run_local_scenarios
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene, find_kit
from raftlab.submission_reader import find_submission_file, printable_path, read_submission

SETTLE_MS = 200


def watch(scene_id: SceneId, path: SubmissionPath = None, seed: Seed = 0) -> None:
    """Grade again each time you save the file.

    Ctrl-C ends it.

    \b
    Example: raftlab watch scene05
    """
    from watchfiles import watch as changes

    kit = find_kit()
    scene = kit.scene(scene_id)
    file = find_submission_file(scene, path).absolute()
    grade_and_show(kit, scene, file, seed)
    # Many editors replace a file instead of writing to it, so watch the folder and ignore its other files.
    for _ in changes(
        file.parent,
        watch_filter=lambda _, name: Path(name) == file,
        step=SETTLE_MS,
        recursive=False,
        raise_interrupt=True,
    ):
        if file.exists():
            grade_and_show(kit, scene, file, seed)


def grade_and_show(kit: Kit, scene: Scene, file: Path, seed: int) -> None:
    """Grade the file and show the result, or why it cannot be graded."""
    console = stdout_console()
    if console.is_terminal:
        console.clear()
    try:
        submission = read_submission(kit, scene, file)
        graded = grade_with_progress(
            kit, submission, seed=seed, in_process=False, debug=False, selected_tests=(), is_quiet=False
        )
    except UsageError as error:
        warn(str(error))
    else:
        report_grading(graded, kit, submission, Path())
        run_local_scenarios(kit, scene, submission, file)
    say(f"  watching {printable_path(file)}; Ctrl-C ends")
