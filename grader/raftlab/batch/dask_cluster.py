"""Grades texts on a running Dask cluster: each worker's machine forks the same grader processes as a local batch.

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

from raftlab.batch.cache_key import grading_version
from raftlab.batch.fork_server_client import ForkServerClient
from raftlab.batch.local_grading import OnJobResult
from raftlab.batch.models import Job, JobResult
from raftlab.errors import RaftlabError, UsageError
from raftlab.kit import find_kit
from raftlab.report.sanitise import one_line

SCHEDULER_TIMEOUT = "20s"
WORKER_TIMEOUT_S = 60
POLL_INTERVAL_S = 1.0
"""How often to look whether the scheduler is still there, in seconds."""
CLOSE_TIMEOUT_S = 5


class GraderPlugin(WorkerPlugin):
    """One batch's graders on one worker process: made when it joins, ended when it leaves or the batch ends.

    Each batch has its own, by `name`: Dask ends an earlier plugin of the same name, with all that it is at.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def setup(self, worker: Any) -> None:
        """Find this machine's kit and start the fork server of the graders."""
        self.kit = find_kit()
        self.fork_server = ForkServerClient(self.kit.root)
        self.kit_versions: dict[str, str] = {}
        self.lock = threading.Lock()

    def teardown(self, worker: Any) -> None:
        """End the graders."""
        self.fork_server.close()

    def scene_kit_version(self, scene: str) -> str:
        """Return the cache key of the scene on this machine."""
        with self.lock:
            if scene not in self.kit_versions:
                self.kit_versions[scene] = grading_version(self.kit, self.kit.gradable(scene))
            return self.kit_versions[scene]

    def grade(self, job: Job) -> JobResult:
        """Grade one job in a process of its own. A kit that differs from the batch's grades nothing."""
        if self.scene_kit_version(job.scene) != job.kit_version:
            return JobResult(
                "kit error", message=f"a worker holds kit {self.scene_kit_version(job.scene)}, not {job.kit_version}"
            )
        grader = self.fork_server.start_grader(job)
        try:
            return grader.wait_for_result()
        finally:
            grader.stop()


def grade_on_worker(plugin_name: str, job_json: bytes) -> bytes:
    """Grade the encoded job with the named graders; return the encoded result. The only task of the cluster."""
    plugin: GraderPlugin = get_worker().plugins[plugin_name]
    try:
        outcome = plugin.grade(msgspec.json.decode(job_json, type=Job))
    except RaftlabError as fault:
        outcome = JobResult("kit error", message=one_line(str(fault)))
    return msgspec.json.encode(outcome)


def grade_on_cluster(scheduler_address: str, jobs: Sequence[Job], on_result: OnJobResult) -> None:
    """Grade `jobs` on the cluster of this scheduler, and report each result as it comes.

    UsageError if there is no cluster, or if the scheduler is lost: the results reported until then stay valid.
    """
    if not jobs:
        return
    try:
        client = Client(scheduler_address, timeout=SCHEDULER_TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as fault:
        raise UsageError(
            f"--dask {scheduler_address}: no scheduler answers ({one_line(str(fault))}); name a running one"
        ) from None
    logging.disable(logging.CRITICAL)  # Dask logs a lost scheduler at length; one line is said of it here
    try:
        client.wait_for_workers(1, timeout=WORKER_TIMEOUT_S)
        name = f"raftlab-{secrets.token_hex(8)}"
        client.register_plugin(GraderPlugin(name))
        try:
            submit_and_collect(client, name, jobs, on_result)
        finally:
            if client.status == "running":
                client.unregister_worker_plugin(name)
    except TimeoutError:
        raise UsageError(
            f"--dask {scheduler_address}: no worker joined in {WORKER_TIMEOUT_S} s; start `dask worker "
            f"{scheduler_address}`"
        ) from None
    except (OSError, SchedulerLostError):
        raise UsageError(
            f"--dask {scheduler_address}: the scheduler has gone; what was graded is kept: run the same command again, "
            "or without --dask to go on here"
        ) from None
    finally:
        client.close(timeout=CLOSE_TIMEOUT_S)
        logging.disable(logging.NOTSET)


class SchedulerLostError(Exception):
    """The connection to the scheduler is lost."""


def submit_and_collect(client: Client, plugin_name: str, jobs: Sequence[Job], on_result: OnJobResult) -> None:
    """Submit the jobs to the cluster and report each result as it comes.

    What runs is lost if the scheduler goes away.
    """
    done: SimpleQueue[Future] = SimpleQueue()
    asked: dict[str, tuple[Future, Job]] = {}
    for job in jobs:
        future = client.submit(grade_on_worker, plugin_name, msgspec.json.encode(job), pure=False)
        asked[future.key] = (future, job)
        future.add_done_callback(done.put)
    while asked:
        try:
            future = done.get(timeout=POLL_INTERVAL_S)
        except Empty:
            if client.status != "running":
                raise SchedulerLostError from None
            continue
        if future.status in ("cancelled", "lost"):
            raise SchedulerLostError
        _, job = asked.pop(future.key)
        on_result(job, future_result(future))
        future.release()


def future_result(future: Future) -> JobResult:
    """Return the result of a task that has ended. If a worker failed, the result is a failure of the kit."""
    if future.status == "finished":
        return msgspec.json.decode(future.result(), type=JobResult)
    fault = future.exception()
    return JobResult("kit error", message=one_line(f"on the cluster: {type(fault).__name__}: {fault}")[:500])
