"""Grade a submission and show the progress."""

from __future__ import annotations

import contextlib
import os

from raftlab.grader_process_limits import limit_grader_process
from raftlab.grading_models import GradingResult, OnProgress, Progress, Submission
from raftlab.kit import Kit


def grade_with_progress(
    kit: Kit,
    submission: Submission,
    *,
    seed: int,
    in_process: bool,
    debug: bool,
    selected_tests: tuple[str, ...],
    is_quiet: bool,
) -> GradingResult:
    """Grade with a progress bar on a terminal; without one if prints or a debugger use the terminal.

    The grader's limits are those of a batch: servers that never stop fill neither this machine's memory nor its time.
    """
    from raftlab.cli.support.console import progress_bar
    from raftlab.pipeline import grade as grade_submission

    limits = contextlib.nullcontext() if in_process or debug else limit_grader_process()
    with limits, progress_bar("grading", is_shown=not (in_process or debug or is_quiet)) as move:
        on_progress: OnProgress = lambda at: move(at.done, at.total, check_title(at))  # noqa: E731
        return grade_submission(
            kit,
            submission,
            seed=seed,
            in_process=in_process,
            debug=debug,
            check_names=selected_tests,
            on_progress=on_progress,
            process_count=process_count(),
        )


def process_count() -> int:
    """Return how many processes run checks: two where this process may use a second CPU (`taskset` forbids it)."""
    return 2 if hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1 else 1


def check_title(progress: Progress) -> str:
    """Return the title of the check that just ran."""
    return progress.last_check.name if progress.last_check.hidden else progress.last_check.title
