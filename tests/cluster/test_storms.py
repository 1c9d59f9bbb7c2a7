"""Storms: the references come through, and each wrong server is caught, shrunk, and its layer named."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.cluster.conftest import MakeCluster, wait_for_leader
from tests.skip_or_fail import skip_or_fail

from raftlab.cli.main import run as run_here
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
@pytest.mark.parametrize("disk", ["wait", "background"])
def test_the_references_come_through(tmp_path: Path, disk: str) -> None:
    """Nothing is wrong: one order explains all answers, every event repeats, no property breaks, nothing is left."""
    code, verdict = run_storm_command(tmp_path, "--seconds", "20", "--seed", "11", "--disk", disk)
    assert verdict["differences"] == []
    assert verdict["violations"] == []
    assert (code, verdict["history"], verdict["unconverged"]) == (0, "ok", "")
    left = subprocess.run(["ps", "ax"], capture_output=True, text=True).stdout
    assert str(tmp_path) not in left


@pytest.mark.long
def test_a_storm_from_a_file_cuts_links_in_the_kernel(tmp_path: Path) -> None:
    """With root, real TCP meets a network that is cut, in one direction too, while members and clocks change."""
    if os.geteuid() != 0 or subprocess.run(["unshare", "--net", "ip", "link"], capture_output=True).returncode:
        pytest.skip("needs root, the program ip, and a system that gives network namespaces")
    faults = tmp_path / "faults.txt"
    faults.write_text(
        "1 isolate leader for 2\n4 one-way leader for 1.5\n5 learner S4\n6 voter S4\n6.5 kill leader for 0.5\n"
        "8 clock S1 for 2 by 2\n8 jump leader by -1500\n9 compact S2\n10 remove S1\n"
    )
    options = ("--seconds", "12", "--spares", "1", "--faults", str(faults), "--kernel-network")
    code, verdict = run_storm_command(tmp_path / "data", *options)
    assert verdict["differences"] == []
    assert verdict["violations"] == []
    assert (code, verdict["history"], verdict["unconverged"]) == (0, "ok", "")
    assert verdict["faults"] == {
        "clock": 1,
        "compact": 1,
        "isolate": 1,
        "jump": 1,
        "kill": 1,
        "learner": 1,
        "one-way": 1,
        "remove": 1,
        "voter": 1,
    }


def test_kernel_network_without_root_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is optional: one line says what it needs, and that the nodes can cut their links themselves."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert run_here(("storm", "--kernel-network", "--reference")) == 2
    assert "needs root and the program ip (apt install iproute2); leave --kernel-network out" in capsys.readouterr().err


@pytest.mark.long
def test_a_lost_disk_is_not_among_what_raft_survives(tmp_path: Path) -> None:
    """Of three servers one lags, one loses its disk: what the third lacks is lost, and the storm finds it."""
    faults = tmp_path / "faults.txt"
    faults.write_text("2 isolate S3 for 6\n5 kill S1 for 30\n5 wipe S2 for 0.2\n")
    code, verdict = run_storm_command(tmp_path / "data", "--seconds", "14", "--rate", "60", "--faults", str(faults))
    assert verdict["differences"] == []
    assert code == 1
    assert verdict["violations"]


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
