"""Show a grading, and store its result, its runs and their pages in .raftlab/."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from raftlab.cli.support.console import stdout_console, warn
from raftlab.cli.support.layers_below import chosen_layers
from raftlab.errors import write_error_text
from raftlab.grading_models import GradingResult, Submission
from raftlab.kit import COMPOSED_ID, Kit, Scene
from raftlab.nofollow_files import delete_file_below, write_file_below
from raftlab.report.check_rows import ReportOptions
from raftlab.report.command_options import CommandOptions
from raftlab.report.result_files import write_result_files
from raftlab.report.terminal import print_report
from raftlab.run_execution import scenario_files
from raftlab.state_dir import RERUN_FILE, RESULT_FILE
from raftlab.submission_reader import path_from_here, printable_path

RunPages = dict[str, str]
"""Run file -> the page that shows it."""


def save_and_show_grading(
    grading: GradingResult,
    kit: Kit,
    submission: Submission,
    root: Path,
    *,
    full: bool = False,
    path: Path | None = None,
    in_process: bool = False,
    lines_after: int = 0,
) -> None:
    """Store a grading below `root` and show it: in colour on a terminal, plain elsewhere.

    path: the file or folder that the command named; None: the workspace's. Commands that are printed repeat it.
    lines_after: how many lines the command prints below the report.
    """
    scene = kit.gradable(submission.scene)
    pictures = save_grading(grading, kit, submission, root)
    commands = CommandOptions(printable_path(path) if path else "", chosen_layers(kit, scene), in_process)
    reading = after_full_marks_lines(scene, commands)
    options = ReportOptions(next_scene(kit, scene), pictures, full, reading, commands, lines_after)
    print_report(grading.result, stdout_console(), options)


def save_grading(grading: GradingResult, kit: Kit, submission: Submission, root: Path) -> RunPages:
    """Write the result, and the run and page of each failed check; delete those of the other checks that ran.

    A grading of some checks, or without a jail, is no grade: its result is stored beside the last grade. A scene on the
    student's own layers stores no result, unless the kit has none of its own. Return run file -> page.
    If the folder cannot be written, warn: the verdict stays.
    """
    folder, scene = f".raftlab/{submission.scene}", kit.gradable(submission.scene)
    pictures = {}
    try:
        for check in grading.result.checks:
            if check.trace is None:
                delete_run_files(root, folder, check.name.removeprefix("test_"))
        is_of_scene = submission.scene == COMPOSED_ID or not kit.student_layers or bool(kit.missing_layers(scene))
        name = RESULT_FILE if grading.result.is_grade else RERUN_FILE
        write_result_files(grading, root, name if is_of_scene else "")
        if is_of_scene and name == RESULT_FILE:
            delete_file_below(root, f"{folder}/{RERUN_FILE}")
        for name, text in draw_run_pages(grading, kit, submission).items():
            picture = str(PurePosixPath(name).with_suffix(".html"))
            write_file_below(root, picture, text.encode())
            pictures[name] = picture
    except OSError as error:
        warn(f"the result is not stored: {write_error_text(root / folder, error, 'make that folder writable')}")
    return pictures


def delete_run_files(root: Path, folder: str, check_name: str) -> None:
    """Delete the run and the page that an earlier grading wrote for the check."""
    for kind in ("json", "html"):
        delete_file_below(root, f"{folder}/{check_name}.{kind}")


def draw_run_pages(grading: GradingResult, kit: Kit, submission: Submission) -> RunPages:
    """Return the page of each run, with the reference's run of the same schedule if the kit has one."""
    if not grading.traces:
        return {}
    from raftlab.cli.support.reference_run import reference_run
    from raftlab.cli.support.state_machine_contents import replay_state_machines
    from raftlab.pages.player.page import player_page
    from raftlab.pages.trace_analysis.state_machines import PairedMachineHistories

    pages = {}
    for name, trace in grading.traces.items():
        reference, note, reference_machines = reference_run(kit, trace)
        pages[name] = player_page(
            trace,
            reference,
            note,
            PairedMachineHistories(replay_state_machines(kit, trace, submission), reference_machines),
        )
    return pages


def handout_path_text(scene: Scene) -> str:
    """Return the path of the scene's handout, from this folder if it is below it."""
    return path_from_here(scene.folder / "README.md")


def after_full_marks_lines(scene: Scene, options: CommandOptions) -> tuple[str, ...]:
    """Return what a student may look at after full marks: the scene's pictures with their code, and its questions."""
    command = f"raftlab storyboard {scene.id}{options.submission_text}"
    pages = [f"{command}: its story in panels, with your code"] if scenario_files(scene) else []
    return (*pages, f"the questions “What if…” at the end of {handout_path_text(scene)}")


def next_scene(kit: Kit, scene: Scene) -> str | None:
    """Return the scene after this one, None after the last and after the composed server."""
    if scene.is_composed:
        return None
    return next((other.id for other in kit.scenes if other.id > scene.id), None)
