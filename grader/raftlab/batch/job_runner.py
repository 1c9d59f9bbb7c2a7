"""The task of a grader process: grades one text and returns the result. It never raises."""

from __future__ import annotations

from pathlib import Path

import msgspec

from raftlab.batch.models import Job, JobResult
from raftlab.composed_bundle import unpack_bundle
from raftlab.composed_submission import compose_submission
from raftlab.errors import KitError, RaftlabError, UsageError
from raftlab.grader_process_limits import limit_grader_process
from raftlab.grading_models import Result, Submission
from raftlab.kit import COMPOSED_ID, Kit
from raftlab.pipeline import grade
from raftlab.report.sanitise import one_line
from raftlab.worker.measure_isolation import WeakJailError


def run_grading_task(kit_root: Path, job: Job) -> JobResult:
    """Grade the job's text. An error in the text or in the kit is part of the result."""
    try:
        with limit_grader_process():
            result = grade_job(Kit(kit_root), job)
    except WeakJailError as fault:  # on this machine, which may be another than the batch's: nothing of it has run
        return JobResult("unsafe level", message=one_line(str(fault)))
    except UsageError as fault:
        return JobResult("unreadable", message=one_line(str(fault)), level=job.minimum_level)
    except KitError as fault:
        return JobResult("kit error", message=one_line(str(fault)))
    except (RaftlabError, Exception) as fault:
        return JobResult("kit error", message=one_line(f"{type(fault).__name__}: {fault}"))
    return job_result_of(remove_durations(result), job.minimum_level, result.duration_s)


def grade_job(kit: Kit, job: Job) -> Result:
    """Return the result of the job's text; for the composed server it names the layers that are the kit's."""
    if job.scene != COMPOSED_ID:
        submission = Submission(job.scene, job.file, job.source)
        return grade(kit, submission, seed=job.seed, minimum_level=job.minimum_level).result
    composed = compose_submission(kit, unpack_bundle(job.source))
    result = grade(composed.kit, composed.submission, seed=job.seed, minimum_level=job.minimum_level).result
    return msgspec.structs.replace(result, warnings=(*result.warnings, *composed.warnings))


WALL_CLOCK_STOP_TEXT = "stopped by the clock after"
"""How `seen` of a check begins that wall time stopped. CPU time is the submission's own; wall time is the machine's."""


def job_result_of(result: Result, minimum_level: str, duration_s: float) -> JobResult:
    """Return the job's result: no grade if the jail was too weak or the kit failed in a check.

    Nor is it a grade if wall time stopped a check: on a busy machine that happens to right submissions too, and the
    next run tries it again (`duration_s` 0: any time is more). A check that spent the submission's CPU time is
    `unknown` in a grade like any other, however busy the machine is.
    """
    if result.level < minimum_level:
        return JobResult(
            "unsafe level", message=f"the jail reached {result.level}, not {minimum_level}", level=result.level
        )
    failed = [check.name for check in result.checks if check.verdict == "error"]
    if failed:
        return JobResult("kit error", message=f"the kit failed to run {', '.join(failed)}", level=result.level)
    stopped = [
        check.name
        for check in result.checks
        if check.verdict == "unknown" and check.seen.startswith(WALL_CLOCK_STOP_TEXT)
    ]
    if stopped:
        message = f"not decided in time: {', '.join(stopped)}; run it again, with fewer --jobs or on a quieter machine"
        return JobResult("timed out", message=message, level=result.level)
    return JobResult("graded", result, level=result.level, duration_s=duration_s)


def remove_durations(result: Result) -> Result:
    """Return the result without its durations: equal for equal text, kit and seed."""
    checks = tuple(msgspec.structs.replace(check, duration_s=0.0) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks, duration_s=0.0)
