"""What the wall around a submission costs: a worker's start, and a whole grade with it and without it."""

from __future__ import annotations

import time

from raftlab.kit import Kit, Scene
from raftlab.models import Submission
from raftlab.pipeline import grade
from raftlab.server import Record
from raftlab.worker.host import WorkerHosts, make_load_request

WORKER_COUNT = 50


class JailCost(Record, frozen=True):
    """CPU time that the wall takes. Of a worker: in the grader, the zygote and the worker together, in ms."""

    level: str
    ready_ms: float  # from the order to its greeting: forked, jailed, measured
    loaded_ms: float  # the same, and the submission loaded
    scene: str
    behind_s: float  # one full grade of the reference
    without_s: float  # the same in the grader's own process
    times: float


def measure_jail_cost(kit: Kit, scene: Scene) -> JailCost:
    """Measure both on the reference of `scene`."""
    solution = kit.solution_layer(scene)
    with WorkerHosts(make_load_request((*kit.given_layers(scene), solution), kit.message_modules(scene))) as hosts:
        level = hosts.level
        ready_ms, loaded_ms = (measure_worker_ms(hosts, load) for load in (False, True))
    work = Submission(scene.id, solution.file_name, solution.source)
    behind_s, without_s = (measure_grading_s(kit, work, in_process) for in_process in (False, True))
    return JailCost(level, ready_ms, loaded_ms, scene.id, behind_s, without_s, round(behind_s / without_s, 2))


def measure_worker_ms(hosts: WorkerHosts, with_submission: bool) -> float:
    """Return the CPU time of one worker from the order to its end, the mean of many."""
    began_s = time.process_time() + hosts.cpu_used_s
    for _ in range(WORKER_COUNT):
        (hosts.open() if with_submission else hosts.fork()).close()
    return round((time.process_time() + hosts.cpu_used_s - began_s) / WORKER_COUNT * 1000, 1)


def measure_grading_s(kit: Kit, submission: Submission, in_process: bool) -> float:
    """Return the CPU time of one full grade, in the grader's process or behind the wall."""
    began_s = time.process_time()
    graded = grade(kit, submission, in_process=in_process)
    return round(time.process_time() - began_s + graded.worker_cpu_s, 2)


def jail_cost_lines(cost: JailCost) -> list[str]:
    """Return the figures in words."""
    both = f"{cost.behind_s} s of CPU behind the wall, {cost.without_s} s without"
    return [
        f"a worker at {cost.level} is ready after {cost.ready_ms} ms of CPU, loaded after {cost.loaded_ms} ms",
        f"grade {cost.scene}: {both}: {cost.times} times",
    ]
