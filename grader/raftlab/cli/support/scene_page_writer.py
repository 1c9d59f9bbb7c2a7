"""Run the storyboard of a scene and write its page: for `raftlab scene` and `raftlab storyboard`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from raftlab.cli.support.console import progress_bar
from raftlab.cli.support.layers_below import LayersBelow, chosen_layers
from raftlab.cli.support.output_files import write_page
from raftlab.cli.support.scenario_lookup import find_scenario_file
from raftlab.cli.support.student_file_reader import read_student_layer, submission_without_reference
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.pages.storyboard.storyboard_models import Storyboard
from raftlab.report.command_options import CommandOptions


def story_scenario_file(scene: Scene) -> Path:
    """Return the scenario that the scene's page shows: its story's, else the scene's first."""
    from raftlab.pages.storyboard.story_file import read_story

    return find_scenario_file(scene, read_story(scene).scenario or None)


def play_scene_storyboard(
    layers: LayersBelow, scene: Scene, file: Path, submission_path: Path | None
) -> tuple[Storyboard, str]:
    """Return the storyboard of a scenario, and a note if it lacks the student's code, or runs it on own layers."""
    from raftlab.pages.storyboard.recorded_runs import read_recorded_runs
    from raftlab.pages.storyboard.runs import play_storyboard
    from raftlab.worker.worker_hosts import make_time_limited_hosts

    kit = layers.kit
    kit.given_layers(scene)  # a kit without them can run no server
    student_layer = read_student_layer(kit, scene, submission_path)
    if student_layer is None and not read_recorded_runs(scene, file.stem):
        submission_without_reference(kit, scene)  # a kit without the reference needs the student's file
    with progress_bar("running") as move:
        board = play_storyboard(kit, scene, file, student_layer, make_time_limited_hosts, move)
    if student_layer:
        return board, f"Your code runs {layers.text}." if layers.text else ""
    below = CommandOptions(below=chosen_layers(kit, scene)).below_text
    start = f"raftlab start {scene.id}{below}"
    return board, f"To see your own code here, run `{start}`, or name a file with `--submission PATH`."


def write_scene_page(
    layers: LayersBelow, scene: Scene, submission_path: Path | None, output: Path, open_browser: bool = False
) -> None:
    """Write the page of a scene, and open it in a browser if asked to."""
    from raftlab.pages.handout.scene_page import handout_page, scene_page

    if any((scene.folder / "scenarios").glob("*.txt")):
        board, note = play_scene_storyboard(layers, scene, story_scenario_file(scene), submission_path)
        write_page(output, scene_page(scene, board, note))
    else:
        write_page(output, handout_page(scene))
    if open_browser:
        open_page(output)


def write_design_scene_page(
    kit: Kit, scene: Scene, submission_path: Path | None, output: Path, open_browser: bool = False
) -> None:
    """Write the page of a design scene, with the student's designs measured once each knob is chosen."""
    from raftlab.design.design_reader import read_design_submission
    from raftlab.design.miss_diagnosis import find_misses, measure_once
    from raftlab.pages.handout.design_scene_page import design_scene_page
    from raftlab.submission_reader import read_submission

    try:
        submission = read_submission(kit, scene, submission_path)
        designs = read_design_submission(scene, submission.file, submission.source).designs
    except UsageError as error:
        if submission_path is not None:
            raise
        write_page(output, design_scene_page(scene, [], f"{error}."))
    else:
        chosen = [each for each in designs.values() if not each.unset_knobs]
        runs = [measure_once(kit.without_student_layers, scene, each) for each in chosen]
        with_misses = [(run, find_misses(kit.without_student_layers, scene, run)) for run in runs]
        open_knobs = [f"`{each.workload}.{each.unset_knobs[0]}`" for each in designs.values() if each.unset_knobs]
        note = f"Not chosen yet: {', '.join(open_knobs)}." if open_knobs else ""
        write_page(output, design_scene_page(scene, with_misses, note))
    if open_browser:
        open_page(output)


def open_page(output: Path) -> None:
    """Open a page in a browser, if a person sits here."""
    if has_display():
        import webbrowser

        webbrowser.open(output.resolve().as_uri())


def has_display() -> bool:
    """Return whether a person sits here who sees a browser window."""
    has_window = sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return sys.stdout.isatty() and has_window
