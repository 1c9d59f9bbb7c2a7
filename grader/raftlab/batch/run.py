"""Grading many texts on one machine: each in a process of its own, so many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from pathlib import Path
from socket import socket

from raftlab.batch.graders import Grader, Graders
from raftlab.batch.records import Job, Outcome

OnOutcome = Callable[[Job, Outcome], None]


def run_all(root: Path, jobs: Sequence[Job], processes: int, on_outcome: OnOutcome) -> None:
    """Grade `jobs`, `processes` at a time, and tell each outcome as it comes; none runs on when this ends."""
    if not jobs:
        return
    waiting: Iterator[Job] = iter(jobs)
    running: dict[socket, Grader] = {}
    with Graders(root) as graders:
        while True:
            while len(running) < processes and (job := next(waiting, None)) is not None:
                started = graders.start(job)
                running[started.answers] = started
            if not running:
                return
            ready = set(wait(list(running), timeout=1.0))
            for answers, each in list(running.items()):
                if answers in ready or each.is_over:
                    del running[answers]
                    on_outcome(each.job, each.outcome())
