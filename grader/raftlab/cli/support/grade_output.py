"""Show a grading, and store its result, its runs and their pages in .raftlab/."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from raftlab.cli.support.console import stdout_console, warn
from raftlab.kit import Kit, Scene
from raftlab.models import GradingResult, Submission
from raftlab.report.result_files import write_atomically, write_result_files
from raftlab.report.terminal import ReportOptions, print_report

RunPages = dict[str, str]
"""Run file -> the page that shows it."""


def report_grading(grading: GradingResult, kit: Kit, submission: Submission, root: Path, *, full: bool = False) -> None:
    """Store a grading below `root` and show it: in colour on a terminal, plain elsewhere."""
    scene = kit.scene(submission.scene)
    pictures = save_grading(grading, kit, submission, root)
    print_report(grading.result, stdout_console(), ReportOptions(next_scene(kit, scene), pictures, full))


def save_grading(grading: GradingResult, kit: Kit, submission: Submission, root: Path) -> RunPages:
    """Write the result, and the run and page of each failed check; delete those of other checks.

    Return run file -> page. If the folder cannot be written, warn: the verdict stays.
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
    except OSError as error:
        warn(f"the runs are not stored: cannot write {folder} ({error.strerror}); make that folder writable")
    return pictures


def delete_run_files(folder: Path, check_name: str) -> None:
    """Delete the run and the page that an earlier grading wrote for the check."""
    for kind in ("json", "html"):
        (folder / f"{check_name}.{kind}").unlink(missing_ok=True)


def draw_run_pages(grading: GradingResult, kit: Kit, submission: Submission) -> RunPages:
    """Return the page of each run, with the reference's run of the same schedule if the kit has one."""
    if not grading.traces:
        return {}
    from raftlab.cli.support.machine_history import replay_submission_machines
    from raftlab.cli.support.reference_run import reference_run
    from raftlab.pages.player.page import player_page
    from raftlab.pages.trace_analysis.state_machines import MachineHistories

    pages = {}
    for name, trace in grading.traces.items():
        reference, note, reference_machines = reference_run(kit, trace)
        pages[name] = player_page(
            trace,
            reference,
            note,
            MachineHistories(replay_submission_machines(kit, trace, submission), reference_machines),
        )
    return pages


def next_scene(kit: Kit, scene: Scene) -> str | None:
    """Return the scene after this one, None after the last."""
    return next((other.id for other in kit.scenes if other.id > scene.id), None)
