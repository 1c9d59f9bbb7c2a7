"""Kills graders at many moments and counts the processes that remain. A script: LEVEL MOMENTS writes them as JSON."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from attack_runner import SCENE, live_child_commands

from raftlab.errors import SubmissionError
from raftlab.jail.kernel_calls import prctl
from raftlab.kit import LayerSource, find_kit
from raftlab.server import Options
from raftlab.worker.wire import BootServer, CallMethod
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

PR_SET_CHILD_SUBREAPER = 36
LOOPING_SOLUTION = """
from raftlab.server import Server

class Commit(Server):
    def tryAdvanceCommit(self):
        while True:
            pass
"""
TIMEOUT_S = 60.0


def run_grader(level: str) -> None:
    """Act as a grader: open workers of two zygotes, and let one of them loop."""
    kit = find_kit()
    scene = kit.scene(SCENE)
    load = make_load_request(
        (*kit.given_layers(scene), LayerSource(scene.file, LOOPING_SOLUTION, scene.layer_class)),
        kit.message_modules(scene),
    )
    with WorkerHosts(load, level) as hosts:
        hosts.second_hosts(1).open()
        host = hosts.open()
        print("looping", flush=True)
        try:
            host.request(BootServer("S1", ("S1", "S2", "S3"), Options()))
            host.request(CallMethod("S1", "tryAdvanceCommit"))
        except SubmissionError:
            pass


def main(level: str, kills: int) -> None:
    """Kill graders after delays spread over all that one does; what they leave becomes this process's child."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    draw = random.Random(0)
    took_s, running, left = kill_grader(level, None)
    for _ in range(kills):
        left += kill_grader(level, draw.uniform(0.0, 1.2 * took_s))[2]
    print(json.dumps({"left": left, "running": running}))


def kill_grader(level: str, delay_s: float | None) -> tuple[float, int, list[str]]:
    """Kill one grader after a while, or as soon as a worker of it loops.

    Return how long it ran, how many processes it had started by then, and what stays of them.
    """
    grader = subprocess.Popen([sys.executable, __file__, "grade", level], stdout=subprocess.PIPE)
    assert grader.stdout is not None
    began = time.monotonic()
    if delay_s is None:
        grader.stdout.readline()
    else:
        time.sleep(delay_s)
    took_s, running = time.monotonic() - began, len(child_pids(grader.pid))
    grader.kill()
    grader.wait()
    grader.stdout.close()
    until = time.monotonic() + TIMEOUT_S
    while (left := live_child_commands()) and time.monotonic() < until:
        time.sleep(0.01)
    return took_s, running, left


def child_pids(pid: int) -> list[str]:
    """Return the pids of the children of process `pid`."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


if __name__ == "__main__":
    run_grader(sys.argv[2]) if sys.argv[1] == "grade" else main(sys.argv[1], int(sys.argv[2]))
