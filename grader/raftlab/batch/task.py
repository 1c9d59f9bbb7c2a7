"""The one task: grade one text, in a process of its own, and return what came of it. It never raises."""

from __future__ import annotations

from pathlib import Path

import msgspec

from raftlab.batch.records import Job, Outcome
from raftlab.errors import KitFault, RaftlabError, UsageFault
from raftlab.kit import Kit
from raftlab.pipeline import grade
from raftlab.records import Result, Submission
from raftlab.report.sanitise import one_line


def run_job(root: Path, job: Job) -> Outcome:
    """Grade the job's text. What is wrong with it, or with the kit, is the outcome."""
    submission = Submission(job.scene, job.file, job.source)
    try:
        result = grade(Kit(root), submission, seed=job.seed).result
    except UsageFault as fault:
        return Outcome("unreadable", message=one_line(str(fault)), level=job.least_level)
    except KitFault as fault:
        return Outcome("kit error", message=one_line(str(fault)))
    except (RaftlabError, Exception) as fault:
        return Outcome("kit error", message=one_line(f"{type(fault).__name__}: {fault}"))
    return outcome_of(timeless(result), job.least_level, result.duration_s)


BACKSTOP = "not decided after"
"""How the checks tell that the clock on the wall stopped one: more may be the machine's doing than the submission's."""


def outcome_of(result: Result, least_level: str, duration_s: float) -> Outcome:
    """Return the fate of a result: too weak a jail voids it, and a check that the kit failed makes it no grade.

    Nor is it one where a check was stopped by the clock on the wall: on a busy machine right submissions meet that,
    and it is tried again on the next run (`duration_s` 0: any time is more).
    """
    if result.level < least_level:
        return Outcome(
            "unsafe level", message=f"the jail reached {result.level}, not {least_level}", level=result.level
        )
    failed = [check.name for check in result.checks if check.verdict == "error"]
    if failed:
        return Outcome("kit error", message=f"the kit failed to run {', '.join(failed)}", level=result.level)
    stopped = [check.name for check in result.checks if check.verdict == "unknown" and check.seen.startswith(BACKSTOP)]
    if stopped:
        message = f"not decided in time: {', '.join(stopped)}; run it again, with fewer --jobs or on a quieter machine"
        return Outcome("timed out", message=message, level=result.level)
    return Outcome("graded", result, level=result.level, duration_s=duration_s)


def timeless(result: Result) -> Result:
    """Return the result without its durations: equal for equal text, kit and seed."""
    checks = tuple(msgspec.structs.replace(check, duration_s=0.0) for check in result.checks)
    return msgspec.structs.replace(result, checks=checks, duration_s=0.0)
