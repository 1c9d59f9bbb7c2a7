"""Quick trials: each file in a forked process without a jail; an unexpected result is tried again in the jail.

Only for the kit's own files. A fork costs less than the processes of a jail, shares nothing with the next trial, and
the kernel ends it at its limits.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection, Pipe

import msgspec

from raftlab.authoring.findings_from_trials import trial_problems
from raftlab.authoring.kit_file_grading import Trial, TrialResult, run_trial
from raftlab.checks.check_processes import fork, held_interrupts
from raftlab.grader_limits import address_space_bytes
from raftlab.grading_models import CheckResult
from raftlab.jail.kernel_calls import die_with_parent
from raftlab.worker.zygote_pool import ZygotePool

MUTANT_CPU_S, GRADING_CPU_S = 20, 120
"""CPU time of a trial of one check with its prerequisites, and of a whole grading: the longest take a fifth of it."""
WALL_CLOCK_FACTOR = 10
"""A trial that waits instead of computing is ended after this many times its CPU time."""
MEMORY_BYTES = 1 << 30
"""How much a trial may add to the address space of its process."""


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
    result = run_forked(trial)
    return run_trial(trial, pool) if result is None or trial_problems(result) else result


def run_forked(trial: Trial) -> TrialResult | None:
    """Run one trial in a forked process; None if it ended without a result."""
    ours, theirs = Pipe(duplex=False)
    cpu_s = MUTANT_CPU_S if trial.kind == "mutant" else GRADING_CPU_S
    parent_pid = os.getpid()
    with held_interrupts():
        pid = fork()
        if pid == 0:
            try:
                die_with_parent(parent_pid)
                ours.close()
                limit_process(cpu_s)
                send_result(theirs, run_trial(trial, in_process=True))
            finally:
                os._exit(0)
    theirs.close()
    try:
        return receive_result(ours, trial, WALL_CLOCK_FACTOR * cpu_s)
    finally:
        ours.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def limit_process(cpu_s: int) -> None:
    """Limit the CPU time and the memory of this process, and drop what it prints."""
    null = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(null, descriptor)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_AS, (address_space_bytes() + MEMORY_BYTES,) * 2)


def send_result(connection: Connection, result: TrialResult) -> None:
    """Send a result to the parent process."""
    checks = tuple(result.checks.values())
    forked = ForkedResult(checks, result.error_text, result.cpu_s, result.seeded_checks, result.score)
    connection.send_bytes(msgspec.msgpack.encode(forked))


def receive_result(connection: Connection, trial: Trial, limit_s: float) -> TrialResult | None:
    """Return the result that the forked process sends within `limit_s`; None if it ends without one."""
    try:
        if not connection.poll(limit_s):
            return None
        forked = msgspec.msgpack.decode(connection.recv_bytes(), type=ForkedResult)
    except (EOFError, OSError):
        return None
    checks = {check.name: check for check in forked.checks}
    return TrialResult(trial, checks, forked.error_text, forked.cpu_s, forked.seeded_checks, forked.score)
