"""Grading many texts on a Dask cluster that is already there: the same graders, forked on its workers' machines.

A worker process may have several threads; each grades one text at a time, in a process of its own. Neither side
unpickles anything that came from a submission: jobs and outcomes travel as the bytes of their JSON.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import Any

import msgspec
from distributed import Client, Future, WorkerPlugin, get_worker

from raftlab.batch.graders import Graders
from raftlab.batch.judgement import kit_version
from raftlab.batch.records import Job, Outcome
from raftlab.batch.run import OnOutcome
from raftlab.errors import RaftlabError, UsageFault
from raftlab.kit import find_kit
from raftlab.report.sanitise import one_line

PATIENCE = "20s"
WORKERS_S = 60
LOOK_S = 1.0
"""How often to look whether the scheduler is still there, in seconds."""
CLOSING_S = 5


class GradersPlugin(WorkerPlugin):
    """One batch's graders on one worker process: made when it joins, ended when it leaves or the batch ends.

    Each batch has its own, by `name`: Dask ends an earlier plugin of the same name, with all that it is at.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def setup(self, worker: Any) -> None:
        """Find this machine's kit and start what graders are forked from."""
        self.kit = find_kit()
        self.graders = Graders(self.kit.root)
        self.versions: dict[str, str] = {}
        self.lock = threading.Lock()

    def teardown(self, worker: Any) -> None:
        """End the graders."""
        self.graders.close()

    def version(self, scene: str) -> str:
        """Return what names this machine's judgement of the scene."""
        with self.lock:
            if scene not in self.versions:
                self.versions[scene] = kit_version(self.kit, self.kit.scene(scene))
            return self.versions[scene]

    def grade(self, job: Job) -> Outcome:
        """Grade one job in a process of its own. Another kit than the batch's grades nothing."""
        if self.version(job.scene) != job.kit:
            return Outcome("kit error", message=f"a worker holds kit {self.version(job.scene)}, not {job.kit}")
        grader = self.graders.start(job)
        try:
            return grader.outcome()
        finally:
            grader.stop()


def grade_here(name: str, told: bytes) -> bytes:
    """Grade the job in these bytes with the graders of that name; return its outcome as bytes. The one task."""
    plugin: GradersPlugin = get_worker().plugins[name]
    try:
        outcome = plugin.grade(msgspec.json.decode(told, type=Job))
    except RaftlabError as fault:
        outcome = Outcome("kit error", message=one_line(str(fault)))
    return msgspec.json.encode(outcome)


def run_on_cluster(address: str, jobs: Sequence[Job], on_outcome: OnOutcome) -> None:
    """Grade `jobs` on the cluster whose scheduler is at `address`, and tell each outcome as it comes.

    UsageFault where there is no cluster, or it goes away: what was told until then stays told.
    """
    if not jobs:
        return
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as fault:
        raise UsageFault(
            f"--dask {address}: no scheduler answers ({one_line(str(fault))}); name a running one"
        ) from None
    logging.disable(logging.CRITICAL)  # Dask logs a lost scheduler at length; one line is said of it here
    try:
        client.wait_for_workers(1, timeout=WORKERS_S)
        name = f"raftlab-{secrets.token_hex(8)}"
        client.register_plugin(GradersPlugin(name))
        try:
            collect(client, name, jobs, on_outcome)
        finally:
            if client.status == "running":
                client.unregister_worker_plugin(name)
    except TimeoutError:
        raise UsageFault(
            f"--dask {address}: no worker joined in {WORKERS_S} s; start `dask worker {address}`"
        ) from None
    except (OSError, Lost):
        raise UsageFault(
            f"--dask {address}: the scheduler has gone; what was graded is kept: run the same command again, or "
            "without --dask to go on here"
        ) from None
    finally:
        client.close(timeout=CLOSING_S)
        logging.disable(logging.NOTSET)


class Lost(Exception):
    """The scheduler has gone."""


def collect(client: Client, name: str, jobs: Sequence[Job], on_outcome: OnOutcome) -> None:
    """Hand the jobs to the cluster and tell each outcome as it comes. Lost where the scheduler goes away."""
    done: SimpleQueue[Future] = SimpleQueue()
    asked: dict[str, tuple[Future, Job]] = {}
    for job in jobs:
        future = client.submit(grade_here, name, msgspec.json.encode(job), pure=False)
        asked[future.key] = (future, job)
        future.add_done_callback(done.put)
    while asked:
        try:
            future = done.get(timeout=LOOK_S)
        except Empty:
            if client.status != "running":
                raise Lost from None
            continue
        if future.status in ("cancelled", "lost"):
            raise Lost
        _, job = asked.pop(future.key)
        on_outcome(job, outcome_of(future))
        future.release()


def outcome_of(future: Future) -> Outcome:
    """Return the outcome of a task that has ended; one that ended otherwise, a worker's fault, is the kit's."""
    if future.status == "finished":
        return msgspec.json.decode(future.result(), type=Outcome)
    fault = future.exception()
    return Outcome("kit error", message=one_line(f"on the cluster: {type(fault).__name__}: {fault}")[:500])
