"""`raftlab watch`: grade again each time the file is saved."""

from __future__ import annotations

import sys
from pathlib import Path

from raftlab.cli.support.arguments import SceneId, Seed, SubmissionPath
from raftlab.cli.support.console import fit_to_terminal, say_wrapped, stdout_console, warn
from raftlab.cli.support.file_watcher import wait_for_saves
from raftlab.cli.support.grade_output import save_and_show_grading
from raftlab.cli.support.layers_below import KIT_LAYERS, BelowOption, choose_layers_below, grading_with_warning
from raftlab.cli.support.local_scenarios import local_scenario_lines
from raftlab.cli.support.submission_grading import grade_with_progress
from raftlab.errors import UsageError
from raftlab.grading_models import Result
from raftlab.kit import Kit, Scene, find_kit
from raftlab.report.score_change import score_change_text
from raftlab.submission_reader import find_submission_file, printable_path, read_submission


def watch(
    scene_id: SceneId, path: SubmissionPath = None, seed: Seed = 0, layer_choice: BelowOption = KIT_LAYERS
) -> None:
    """Grade again each time you save the file.

    Ctrl-C ends it.

    \b
    Example: raftlab watch scene05
             raftlab watch scene05 --below mine
    """
    kit = find_kit()
    scene = kit.scene(scene_id)
    file = find_submission_file(scene, path, kit.missing_layers_text(scene))
    if layer_choice == KIT_LAYERS:
        kit.given_layers(scene)  # without them no save can be graded: say so once, and end
    saves = wait_for_saves(file, *([file.with_name(scene.document)] if scene.document else []))
    old_result = grade_and_show(kit, scene, file, path, seed, layer_choice, None)
    for _ in saves:
        old_result = grade_and_show(kit, scene, file, path, seed, layer_choice, old_result)


def grade_and_show(
    kit: Kit,
    scene: Scene,
    file: Path,
    path: Path | None,
    seed: int,
    layer_choice: str,
    old_result: Result | None,
) -> Result | None:
    """Grade the file; show the result and what changed since `old_result`, or why it cannot be graded.

    path: as the student named the file, if at all. Return the newest result that there is.
    """
    console = stdout_console()
    watched = f"  watching {printable_path(file)}; Ctrl-C ends"
    if console.is_terminal:
        console.clear()
    try:
        layers = choose_layers_below(kit, scene, layer_choice)
        submission = read_submission(kit, scene, file)
        graded = grade_with_progress(
            layers.kit, submission, seed=seed, in_process=False, debug=False, selected_tests=(), is_quiet=False
        )
    except UsageError as error:
        warn(str(error))
    else:
        graded = grading_with_warning(graded, layers.warning)
        scenarios = local_scenario_lines(layers.kit, scene, submission, path)
        change = f"  since the last save: {score_change_text(old_result, graded.result)}" if old_result else ""
        below = [line for text in (change, watched) if text for line in fit_to_terminal(text, sys.stdout).splitlines()]
        save_and_show_grading(
            graded, layers.kit, submission, Path(), path=path, lines_after=len(scenarios) + len(below)
        )
        for line in scenarios:
            console.print(line, soft_wrap=True)
        if change:
            say_wrapped(change)
        old_result = graded.result
    say_wrapped(watched)
    return old_result
