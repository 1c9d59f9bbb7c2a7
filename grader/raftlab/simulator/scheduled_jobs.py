"""The jobs of a random run in virtual time: each runs when it is due, or when its paused server resumes."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass

from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.worker_request_tasks import RequestTask
from raftlab.simulator.world import World
from raftlab.trace import Act, Resume

Job = Callable[[], RequestTask[None] | None]
"""A scheduled job: it runs at once, or it is a task that sends requests to servers."""


@dataclass
class ScheduledJobs:
    """The jobs of one run, and those that wait for a server that stands still."""

    world: World

    def __post_init__(self) -> None:
        self._jobs: list[tuple[float, int, Job]] = []
        self._job_count = 0
        self._waiting_jobs: dict[str, list[Job]] = {}
        self._resuming_servers: set[str] = set()

    def _act_task(self, act: Act) -> RequestTask[None]:
        """Do `act`, and schedule the events that follow from it."""
        raise NotImplementedError

    def _schedule_restart(self, server: str) -> None:
        """Schedule the restart of a server that is down."""
        raise NotImplementedError

    def schedule(self, delay_ms: float, job: Job) -> None:
        """Schedule `job` for `delay_ms` from now."""
        self._job_count += 1
        heapq.heappush(self._jobs, (self.world.now_ms + delay_ms, self._job_count, job))

    def must_wait(self, server: str, job: Job) -> bool:
        """Return whether `server` stands still; if it does, the job runs once that is over."""
        if not self.world.stands_still(server):
            return False
        self._waiting_jobs.setdefault(server, []).append(job)
        return True

    def _follow_pauses(self, rng: random.Random, faults: Faults) -> None:
        """Schedule the end of each pause that a fault began, and the jobs that waited for a resumed server."""
        paused = self.world.paused_servers
        if not paused and not self._waiting_jobs and not self._resuming_servers:
            return
        self._resuming_servers &= paused.keys()
        for server in paused if faults.pause or faults.pause_leader else ():
            if server not in self._resuming_servers:
                self._resuming_servers.add(server)
                self.schedule(rng.uniform(*faults.pause_ms), self._resume_job(server))
        for server in [each for each in self._waiting_jobs if not self.world.stands_still(each)]:
            for job in self._waiting_jobs.pop(server):
                self.schedule(0, job)

    def _resume_job(self, server: str) -> Job:
        """Return the job that ends the pause of a server."""

        def resume() -> RequestTask[None]:
            yield from self._act_task(Resume(server))
            self._schedule_restart(server)  # the event that it held may crash it

        return resume

    def _run_next_job(self) -> RequestTask[None]:
        at, _, job = heapq.heappop(self._jobs)
        self.world.now_ms = max(self.world.now_ms, at)
        task = job()
        if task is not None:
            yield from task
