"""What the wall around a submission costs: a worker's start, and a whole grade with it and without it."""

from __future__ import annotations

import time

from raftlab.kit import Kit, Scene
from raftlab.pipeline import grade
from raftlab.records import Submission
from raftlab.server import Record
from raftlab.worker.host import WorkerHosts, load_request

WORKERS = 50


class WallCost(Record, frozen=True):
    """CPU time that the wall takes. Of a worker: in the grader, the zygote and the worker together, in ms."""

    level: str
    ready_ms: float  # from the order to its greeting: forked, jailed, measured
    loaded_ms: float  # the same, and the submission loaded
    scene: str
    behind_s: float  # one full grade of the reference
    without_s: float  # the same in the grader's own process
    times: float


def wall_cost(kit: Kit, scene: Scene) -> WallCost:
    """Measure both on the reference of `scene`."""
    solution = kit.solution(scene)
    with WorkerHosts(load_request((*kit.given(scene), solution), kit.message_modules(scene))) as hosts:
        level = hosts.level
        ready_ms, loaded_ms = (worker_ms(hosts, load) for load in (False, True))
    work = Submission(scene.id, solution.name, solution.source)
    behind_s, without_s = (grade_s(kit, work, in_process) for in_process in (False, True))
    return WallCost(level, ready_ms, loaded_ms, scene.id, behind_s, without_s, round(behind_s / without_s, 2))


def worker_ms(hosts: WorkerHosts, load: bool) -> float:
    """Return the CPU time of one worker from the order to its end, the mean of many."""
    began_s = time.process_time() + hosts.spent_s
    for _ in range(WORKERS):
        (hosts.open() if load else hosts.fork()).close()
    return round((time.process_time() + hosts.spent_s - began_s) / WORKERS * 1000, 1)


def grade_s(kit: Kit, work: Submission, in_process: bool) -> float:
    """Return the CPU time of one full grade, in the grader's process or behind the wall."""
    began_s = time.process_time()
    graded = grade(kit, work, in_process=in_process)
    return round(time.process_time() - began_s + graded.worker_cpu_s, 2)


def lines(found: WallCost) -> list[str]:
    """Return the figures in words."""
    both = f"{found.behind_s} s of CPU behind the wall, {found.without_s} s without"
    return [
        f"a worker at {found.level} is ready after {found.ready_ms} ms of CPU, loaded after {found.loaded_ms} ms",
        f"grade {found.scene}: {both}: {found.times} times",
    ]
