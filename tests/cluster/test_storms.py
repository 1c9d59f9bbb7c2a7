"""Storms: the references come through, and each wrong server is caught, shrunk, and its layer named."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.cluster.conftest import MakeCluster, wait_for_leader
from tests.skip_or_fail import skip_or_fail

from raftlab.cluster.storm_schedule import plan_storm
from raftlab.kit import find_kit
from raftlab.trace import from_json

LOCAL_READ = '''
    def handleClientRequest(self, req):
        """Answer a get from the own machine, without the log."""
        command = req.command
        if command.operation == "get" and self.role == LEADER:
            self.reply(command.client, command.sequence, "ok", self.machine.get(command.key))
        else:
            super().handleClientRequest(req)
'''


def test_seed_decides_the_faults() -> None:
    """One seed gives one schedule; another seed another; all faults begin within the storm."""
    assert plan_storm(7, 30, 3) == plan_storm(7, 30, 3)
    assert plan_storm(7, 30, 3) != plan_storm(8, 30, 3)
    assert all(0 < fault.at_s < 30 and max(fault.places) < 3 for fault in plan_storm(7, 30, 3))


def run_storm_command(folder: Path, *arguments: str) -> tuple[int, dict[str, object]]:
    """Return the exit code and the verdict of `raftlab storm`."""
    command = [sys.executable, "-c", "from raftlab.cli.main import main; main()", "storm", "--reference", "--json"]
    command += ["--data", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280)
    assert done.returncode in (0, 1, 2), done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.long
def test_the_references_come_through(tmp_path: Path) -> None:
    """Nothing is wrong: one order explains all answers, every event repeats, no property breaks, nothing is left."""
    code, verdict = run_storm_command(tmp_path, "--seconds", "20", "--seed", "11")
    assert verdict["differences"] == []
    assert verdict["violations"] == []
    assert (code, verdict["history"], verdict["unconverged"]) == (0, "ok", "")
    left = subprocess.run(["ps", "ax"], capture_output=True, text=True).stdout
    assert str(tmp_path) not in left


@pytest.mark.long
@pytest.mark.parametrize(
    ("scene", "mutant", "broken"),
    [
        ("scene05", "figure8-count-old-term", "NeverCommitPrevTerm"),
        ("scene03", "vote-never-written", "VoteIsDurable"),
        ("scene04", "append-ack-before-sync", "AckIsDurable"),
        ("scene05", "local read", "SuccessImpliesCommitted"),
    ],
)
def test_a_wrong_server_is_caught(tmp_path: Path, scene: str, mutant: str, broken: str) -> None:
    """The storm finds the property that is broken; its run repeats, is short, and names the layer."""
    kit = find_kit()
    file = kit.reference / scene / "mutants" / f"{mutant}.py"
    if mutant == "local read":
        file = tmp_path / "commit.py"
        file.write_text(kit.solution_layer(kit.scene(scene)).source + LOCAL_READ)
    data = tmp_path / "data"
    options = ("--layer", f"{scene}={file}", "--reads", "log")  # a layer for reads would replace the local read
    code, verdict = run_storm_command(data, "--seconds", "30", "--seed", "3", *options)
    assert code == 1
    assert verdict["differences"] == []
    assert broken in {each["property"] for each in verdict["violations"]}  # type: ignore[attr-defined, index]
    trace = from_json((data / "shrunk.json").read_bytes())
    assert trace.violations
    assert len(trace.events) < 200
    assert str(verdict["guilty"]).startswith(scene)


@pytest.mark.long
def test_kill_9_under_redis_benchmark_loses_no_acknowledged_write(make_cluster: MakeCluster) -> None:
    """While redis-benchmark writes, the leader is killed three times; every write that was answered is there."""
    redis = pytest.importorskip("redis")
    from redis.cluster import ClusterNode

    program = shutil.which("redis-benchmark")
    if program is None:
        skip_or_fail("needs redis-benchmark: apt install redis-tools")
    supervisor = make_cluster()
    nodes = [ClusterNode("127.0.0.1", each.client_port) for each in supervisor.plan.servers]
    wait_for_leader(supervisor)
    client = redis.RedisCluster(startup_nodes=nodes)
    written: dict[str, bytes] = {}
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            with contextlib.suppress(redis.exceptions.RedisError, redis.exceptions.RedisClusterException):
                if client.set(f"mine{number}", number):
                    written[f"mine{number}"] = str(number).encode()

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(3):
        leader = wait_for_leader(supervisor)
        port = supervisor.plan.server(leader).client_port
        with subprocess.Popen(
            [program, "-p", str(port), "-c", "16", "-n", "1000000", "-t", "set", "-q"], stdout=subprocess.DEVNULL
        ) as load:
            threading.Event().wait(2.0)
            before = len(written)
            supervisor.kill(leader)
            load.wait(30)
        supervisor.start(leader)
        wait_for_leader(supervisor)
        threading.Event().wait(1.0)
        assert len(written) > before
    ended.set()
    writer.join()
    assert {key: client.get(key) for key in written} == written
