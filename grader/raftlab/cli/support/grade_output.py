"""What a grading leaves behind: the table on the screen, the result, its runs and their pictures in .raftlab/."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from raftlab.cli.support.console import stdout_console, warn
from raftlab.kit import Kit, Scene
from raftlab.models import GradingResult, Submission
from raftlab.report.result_files import write_atomically, write_result_files
from raftlab.report.terminal import ReportOptions, print_report

RunPages = dict[str, str]
"""A run's file -> the page that draws it."""


def report_grading(grading: GradingResult, kit: Kit, submission: Submission, root: Path, *, full: bool = False) -> None:
    """Keep what a grading found below `where`, and show it: in colour on a terminal, plain elsewhere."""
    scene = kit.scene(submission.scene)
    pictures = save_grading(grading, kit, submission, root)
    print_report(grading.result, stdout_console(), ReportOptions(next_scene(kit, scene), pictures, full))


def save_grading(grading: GradingResult, kit: Kit, submission: Submission, root: Path) -> RunPages:
    """Write the result, and run and picture of each failed check; drop those of checks that are mended.

    A folder that cannot be written costs the files, never the verdict.
    """
    folder = root / ".raftlab" / submission.scene
    pictures = {}
    try:
        for check in grading.result.checks:
            if check.trace is None:
                delete_run_files(folder, check.name.removeprefix("test_"))
        write_result_files(grading, root)
        for name, text in draw_run_pages(grading, kit, submission).items():
            picture = str(PurePosixPath(name).with_suffix(".html"))
            write_atomically(root, picture, text.encode())
            pictures[name] = picture
    except OSError as fault:
        warn(f"the runs are not kept: cannot write {folder} ({fault.strerror}); make that folder writable")
    return pictures


def delete_run_files(folder: Path, check_name: str) -> None:
    """Remove the run and the picture that an earlier grading left for the check `name`."""
    for kind in ("json", "html"):
        (folder / f"{check_name}.{kind}").unlink(missing_ok=True)


def draw_run_pages(grading: GradingResult, kit: Kit, submission: Submission) -> RunPages:
    """Return the page of each run, the reference's run of the same schedule beside it where the kit holds one."""
    if not grading.traces:
        return {}
    from raftlab.cli.replay import replay_submission_machines
    from raftlab.cli.show import reference_run
    from raftlab.pages.player.page import player_page
    from raftlab.pages.trace_analysis.state_machines import MachineHistories

    told = {}
    for name, trace in grading.traces.items():
        beside, note, theirs = reference_run(kit, trace)
        told[name] = player_page(
            trace, beside, note, MachineHistories(replay_submission_machines(kit, trace, submission), theirs)
        )
    return told


def next_scene(kit: Kit, scene: Scene) -> str | None:
    """Return the scene after this one, None after the last."""
    return next((other.id for other in kit.scenes if other.id > scene.id), None)
