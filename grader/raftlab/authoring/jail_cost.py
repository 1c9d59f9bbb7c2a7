"""The cost of the jail: the start of a worker, and a whole grading with and without the jail."""

from __future__ import annotations

import time

from raftlab.grading_models import Submission
from raftlab.kit import Kit, Scene
from raftlab.pipeline import grade
from raftlab.server import Record
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

WORKER_COUNT = 50


class JailCost(Record, frozen=True):
    """The CPU time that the jail costs. A worker's time includes the grader, the zygote and the worker, in ms."""

    level: str
    ready_ms: float  # from the request to its greeting: forked, jailed, measured
    loaded_ms: float  # the same, and the submission is loaded
    scene: str
    behind_s: float  # one grading of the reference, in the jail
    without_s: float  # the same in the grader's own process, without a jail
    times: float


def measure_jail_cost(kit: Kit, scene: Scene) -> JailCost:
    """Measure the cost with the reference of `scene`."""
    solution = kit.solution_layer(scene)
    with WorkerHosts(make_load_request((*kit.given_layers(scene), solution), kit.message_modules(scene))) as hosts:
        level = hosts.level
        ready_ms, loaded_ms = (measure_worker_ms(hosts, load) for load in (False, True))
    submission = Submission(scene.id, solution.file_name, solution.source)
    behind_s, without_s = (measure_grading_s(kit, submission, in_process) for in_process in (False, True))
    return JailCost(level, ready_ms, loaded_ms, scene.id, behind_s, without_s, round(behind_s / without_s, 2))


def measure_worker_ms(hosts: WorkerHosts, with_submission: bool) -> float:
    """Return the CPU time of one worker from the request to its end, as the mean of many."""
    started_s = time.process_time() + hosts.cpu_used_s
    for _ in range(WORKER_COUNT):
        (hosts.open() if with_submission else hosts.fork()).close()
    return round((time.process_time() + hosts.cpu_used_s - started_s) / WORKER_COUNT * 1000, 1)


def measure_grading_s(kit: Kit, submission: Submission, in_process: bool) -> float:
    """Return the CPU time of one grading, in the grader's process or in the jail."""
    started_s = time.process_time()
    graded = grade(kit, submission, in_process=in_process)
    return round(time.process_time() - started_s + graded.worker_cpu_s, 2)


def jail_cost_lines(cost: JailCost) -> list[str]:
    """Return the figures as text."""
    both = f"{cost.behind_s} s of CPU in the jail, {cost.without_s} s without"
    return [
        f"a worker at {cost.level} is ready after {cost.ready_ms} ms of CPU, loaded after {cost.loaded_ms} ms",
        f"grade {cost.scene}: {both}: {cost.times} times",
    ]
