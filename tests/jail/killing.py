"""Kills graders at many moments and counts what stays. A script: LEVEL MOMENTS writes what was left, as JSON."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from ground import SCENE, living_children

from raftlab.errors import SubmissionFault
from raftlab.jail.kernel import prctl
from raftlab.kit import LayerSource, find_kit
from raftlab.server import Options
from raftlab.worker.host import WorkerHosts, load_request
from raftlab.worker.wire import Boot, Call

PR_SET_CHILD_SUBREAPER = 36
LOOP = """
from raftlab.server import Server

class Commit(Server):
    def tryAdvanceCommit(self):
        while True:
            pass
"""
PATIENCE_S = 60.0


def grade(level: str) -> None:
    """Be a grader: open workers, of a second zygote too, and let one of them loop."""
    kit = find_kit()
    scene = kit.scene(SCENE)
    load = load_request((*kit.given(scene), LayerSource(scene.file, LOOP, scene.layer)), kit.message_modules(scene))
    with WorkerHosts(load, level) as hosts:
        hosts.twin(1).open()
        host = hosts.open()
        print("looping", flush=True)
        try:
            host.ask(Boot("S1", ("S1", "S2", "S3"), Options()))
            host.ask(Call("S1", "tryAdvanceCommit"))
        except SubmissionFault:
            pass


def main(level: str, moments: int) -> None:
    """Kill graders after delays spread over all that one does; what they leave becomes this process's child."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    draw = random.Random(0)
    took_s, running, left = killed(level, None)
    for _ in range(moments):
        left += killed(level, draw.uniform(0.0, 1.2 * took_s))[2]
    print(json.dumps({"left": left, "running": running}))


def killed(level: str, after_s: float | None) -> tuple[float, int, list[str]]:
    """Kill one grader after a while, or as soon as a worker of it loops.

    Return how long it ran, how many processes it had started by then, and what stays of them.
    """
    grader = subprocess.Popen([sys.executable, __file__, "grade", level], stdout=subprocess.PIPE)
    assert grader.stdout is not None
    began = time.monotonic()
    if after_s is None:
        grader.stdout.readline()
    else:
        time.sleep(after_s)
    took_s, running = time.monotonic() - began, len(children_of(grader.pid))
    grader.kill()
    grader.wait()
    grader.stdout.close()
    until = time.monotonic() + PATIENCE_S
    while (left := living_children()) and time.monotonic() < until:
        time.sleep(0.01)
    return took_s, running, left


def children_of(pid: int) -> list[str]:
    """Return the pids of the children of process `pid`."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


if __name__ == "__main__":
    grade(sys.argv[2]) if sys.argv[1] == "grade" else main(sys.argv[1], int(sys.argv[2]))
