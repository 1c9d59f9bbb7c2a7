"""Grades texts on this machine, each in a separate process, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from pathlib import Path
from socket import socket

from raftlab.batch.fork_server_client import ForkServerClient, GraderProcess
from raftlab.batch.models import Job, JobResult

OnJobResult = Callable[[Job, JobResult], None]


def grade_jobs_locally(kit_root: Path, jobs: Sequence[Job], process_count: int, on_result: OnJobResult) -> None:
    """Grade `jobs`, `process_count` at a time, and report each result as it comes; none runs when this returns."""
    if not jobs:
        return
    waiting: Iterator[Job] = iter(jobs)
    running: dict[socket, GraderProcess] = {}
    with ForkServerClient(kit_root) as graders:
        while True:
            while len(running) < process_count and (job := next(waiting, None)) is not None:
                started = graders.start_grader(job)
                running[started.result_socket] = started
            if not running:
                return
            ready = set(wait(list(running), timeout=1.0))
            for answers, each in list(running.items()):
                if answers in ready or each.is_timed_out:
                    del running[answers]
                    on_result(each.job, each.wait_for_result())
