"""Quick trials: each file in a forked process without a jail; an unexpected result is tried again in the jail.

Only for the kit's own files.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from raftlab.authoring.forked_process import run_in_fork
from raftlab.authoring.solution_trial import Trial, TrialResult, run_trial
from raftlab.authoring.trial_findings import trial_problems
from raftlab.grading_models import CheckResult
from raftlab.worker.zygote_pool import ZygotePool

MUTANT_CPU_S, GRADING_CPU_S = 20, 120
"""CPU time of a trial of one check with its prerequisites, and of a whole grading: the longest take a fifth of it."""


class ForkedResult(msgspec.Struct):
    """A result as it leaves the forked process; see TrialResult."""

    checks: tuple[CheckResult, ...]
    error_text: str
    cpu_s: float
    seeded_checks: tuple[str, ...]
    score: int


def run_quick_batch(trials: Sequence[Trial]) -> list[TrialResult]:
    """Run several trials, one after the other, and return their results."""
    with ZygotePool() as pool:
        return [run_quick_trial(trial, pool) for trial in trials]


def run_quick_trial(trial: Trial, pool: ZygotePool) -> TrialResult:
    """Run one trial without a jail. If it reached a limit or its result is unexpected, the jail's result counts."""
    result = run_forked_trial(trial)
    return run_trial(trial, pool) if result is None or trial_problems(result) else result


def run_forked_trial(trial: Trial) -> TrialResult | None:
    """Run one trial in a forked process; None if it ended without a result."""
    cpu_s = MUTANT_CPU_S if trial.kind == "mutant" else GRADING_CPU_S
    data = run_in_fork(lambda: encode_result(run_trial(trial, in_process=True)), cpu_s)
    return decode_result(data, trial) if data is not None else None


def encode_result(result: TrialResult) -> bytes:
    """Return a result as it leaves the forked process."""
    checks = tuple(result.checks.values())
    return msgspec.msgpack.encode(
        ForkedResult(checks, result.error_text, result.cpu_s, result.seeded_checks, result.score)
    )


def decode_result(data: bytes, trial: Trial) -> TrialResult:
    """Return the result of `trial` that a forked process sent."""
    forked = msgspec.msgpack.decode(data, type=ForkedResult)
    checks = {check.name: check for check in forked.checks}
    return TrialResult(trial, checks, forked.error_text, forked.cpu_s, forked.seeded_checks, forked.score)
