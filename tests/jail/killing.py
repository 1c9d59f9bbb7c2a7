"""Kills graders at many moments and counts what stays. A script: LEVEL MOMENTS writes what was left, as JSON."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

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
LATEST_S = 0.6
PATIENCE_S = 10.0


def grade(level: str) -> None:
    """Be a grader: open workers, let one of them loop."""
    kit = find_kit()
    scene = kit.scene(SCENE)
    load = load_request((*kit.given(scene), LayerSource(scene.file, LOOP, scene.layer)), kit.message_modules(scene))
    with WorkerHosts(load, level) as hosts:
        hosts.open()
        host = hosts.open()
        try:
            host.ask(Boot("S1", ("S1", "S2", "S3"), Options()))
            host.ask(Call("S1", "tryAdvanceCommit"))
        except SubmissionFault:
            pass


def main(level: str, moments: int) -> None:
    """Kill graders after delays spread over all that one does; what they leave becomes this process's child."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    draw = random.Random(0)
    left: list[str] = []
    most = 0
    for _ in range(moments):
        grader = subprocess.Popen([sys.executable, __file__, "grade", level])
        time.sleep(draw.uniform(0.0, LATEST_S))
        grader.kill()
        grader.wait()
        until = time.monotonic() + PATIENCE_S
        while (children := living_children()) and time.monotonic() < until:
            most = max(most, len(children))
            time.sleep(0.01)
        left += children
    print(json.dumps({"left": left, "most": most}))


if __name__ == "__main__":
    grade(sys.argv[2]) if sys.argv[1] == "grade" else main(sys.argv[1], int(sys.argv[2]))
