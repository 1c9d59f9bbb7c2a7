"""Grading many texts on one machine: each in a process of its own, forked from one that has imported everything."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path

import msgspec

from raftlab.batch.records import Job, Outcome
from raftlab.batch.task import run_job
from raftlab.jail.kernel import die_with_parent

PRELOADED = ["raftlab.batch.task", "raftlab.simulator.check", "raftlab.scenario.check", "hypothesis", "pytest_timeout"]
OnOutcome = Callable[[Job, Outcome], None]


class Running:
    """One job in its process."""

    def __init__(self, context: multiprocessing.context.ForkServerContext, root: Path, job: Job) -> None:
        self.job = job
        self.answers, answer = context.Pipe(duplex=False)
        self._process = context.Process(target=serve, args=(answer, root, job))
        self._process.start()
        answer.close()
        self._ends_at = time.monotonic() + job.limit_s

    @property
    def is_over(self) -> bool:
        """Tell whether the backstop has come."""
        return time.monotonic() > self._ends_at

    def outcome(self) -> Outcome:
        """Return what the process said, or what its death or the backstop means; it is gone when this returns."""
        try:
            if not self.answers.poll():
                return Outcome(
                    "timed out", message=f"not done after {self.job.limit_s:.0f} s", level=self.job.least_level
                )
            return msgspec.json.decode(self.answers.recv_bytes(), type=Outcome)
        except (EOFError, OSError):
            return Outcome("kit error", message="the grading process ended before it was done")
        finally:
            self.stop()

    def stop(self) -> None:
        """End the process and all that it started."""
        if self._process.pid and self._process.is_alive():
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                self._process.kill()
        self._process.join()
        self.answers.close()


def serve(answer: Connection, root: Path, job: Job) -> None:
    """Grade the job and say what came of it. Runs in the job's own process and process group."""
    os.setpgid(0, 0)
    die_with_parent(os.getppid())  # the server it was forked from, which ends with the batch
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the batch's to handle
    answer.send_bytes(msgspec.json.encode(run_job(root, job)))


def run_all(root: Path, jobs: Sequence[Job], processes: int, on_outcome: OnOutcome) -> None:
    """Grade `jobs`, `processes` at a time, and tell each outcome as it comes."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    waiting: Iterator[Job] = iter(jobs)
    running: dict[Connection, Running] = {}
    try:
        while True:
            while len(running) < processes and (job := next(waiting, None)) is not None:
                started = Running(context, root, job)
                running[started.answers] = started
            if not running:
                return
            ready = set(wait(list(running), timeout=1.0))
            for answers, each in list(running.items()):
                if answers in ready or each.is_over:
                    del running[answers]
                    on_outcome(each.job, each.outcome())
    finally:
        for each in running.values():
            each.stop()
