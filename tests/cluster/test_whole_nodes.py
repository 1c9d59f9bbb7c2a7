"""Whole nodes under kill -9, torn writes, damage and a full disk: nothing acknowledged is lost, or they refuse."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
from tests.cluster.conftest import MakeCluster, wait_for_leader

from raftlab.cluster.cluster_plan import read_plan
from raftlab.cluster.conformance import repeat_run
from raftlab.cluster.merged_run import merge_runs, read_node_histories
from raftlab.cluster.session_client import SessionClient
from raftlab.cluster.storm_clients import CallLog, run_clients
from raftlab.cluster.supervisor import Supervisor
from raftlab.errors import UsageError
from raftlab.linearizability.client_history import ClientHistory
from raftlab.linearizability.history_check import check_history
from raftlab.linearizability.order_search import Verdict
from raftlab.worker.message_codec import Codec

KILLS = 200
LIMIT_S = 30.0
REQUEST_LIMIT_BYTES = 60_000_000
END_S = 10_000.0
"""Later than the test takes: the clients go on until it ends them."""


class EndableLog(CallLog):
    """A log of calls whose clock shows the end once it has come."""

    ended: threading.Event

    def now(self) -> float:
        """Return the seconds since the start; END_S at the end."""
        return END_S if self.ended.is_set() else super().now()


@pytest.mark.long
def test_kill_9_of_nodes_at_200_moments_loses_nothing_acknowledged(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """Servers are killed at 200 random moments under load: one order explains all answers, and the run repeats."""
    folder, rng = tmp_path / "killed", random.Random(12)
    supervisor = make_cluster(folder, snapshot_entries=100)
    wait_for_leader(supervisor)

    ended = threading.Event()
    log = EndableLog(time.monotonic())
    log.ended = ended
    clients = threading.Thread(target=lambda: asyncio.run(run_clients(supervisor.plan, log, 5, END_S, 60)))
    clients.start()
    for _ in range(KILLS):
        name = rng.choice(supervisor.plan.names)
        time.sleep(rng.uniform(0, 0.2))
        supervisor.kill(name)
        supervisor.start(name)
    wait_for_leader(supervisor)
    time.sleep(1)
    ended.set()
    clients.join(60)
    supervisor.stop_all()
    answered = sum(each.is_answered for each in log.operations)
    assert answered > KILLS
    assert check_history(ClientHistory(tuple(log.operations), is_absent_empty=True)).verdict is Verdict.OK
    runs = read_node_histories(folder, read_plan(folder))
    assert sum(len(run.journals) for run in runs) == KILLS + 3
    result = repeat_run(
        supervisor.plan, merge_runs(runs, supervisor.plan, Codec(supervisor.plan.message_modules)), runs
    )
    assert result.differences == []
    assert result.violations == []


@pytest.mark.long
def test_damage_is_refused_and_a_torn_write_is_cut(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """A flipped byte anywhere: the node does not start, and names the file and a byte. A torn write: it starts."""
    folder = tmp_path / "damaged"
    supervisor = make_cluster(folder, count=1)
    client = SessionClient(folder)
    for number in range(20):
        assert client.call("put", (f"k{number}", "v"), LIMIT_S) == "ok"
    supervisor.stop_all()
    [file] = (folder / "S1").glob("log-*.seg")
    data, rng = file.read_bytes(), random.Random(1)
    for at in rng.sample(range(len(data)), 25):
        file.write_bytes(data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :])
        with pytest.raises(
            UsageError, match=rf"S1: .*{file.name}: damaged at byte \d+: .*restore the file from a copy"
        ):
            supervisor.start("S1")
    for tail in (b"\x07", bytes(100), data[: len(data) // 2][:11]):
        file.write_bytes(data + tail)
        supervisor.start("S1")
        wait_for_leader(supervisor)
        for number in range(20):
            assert client.call("get", (f"k{number}",), LIMIT_S) == "v"
        supervisor.stop_all()
        data = file.read_bytes()
        assert "of a write that did not end" in (folder / "S1/node.log").read_text().splitlines()[-1]


@pytest.mark.long
def test_a_torn_follower_gets_its_log_back(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """The last write of a follower is torn by a crash of its machine: the others bring back what it lacks."""
    folder = tmp_path / "torn"
    supervisor = make_cluster(folder)
    client, leader = SessionClient(folder), wait_for_leader(supervisor)
    assert client.call("put", ("a", "1"), LIMIT_S) == "ok"
    name = next(each for each in supervisor.nodes if each != leader)
    supervisor.kill(name)
    [file] = (folder / name).glob("log-*.seg")
    os.truncate(file, file.stat().st_size - 7)
    supervisor.start(name)
    assert client.call("append", ("a", "2"), LIMIT_S) == "ok"
    supervisor.kill(next(each for each in supervisor.nodes if each not in (leader, name)))
    assert client.call("get", ("a",), LIMIT_S) == "12"


@pytest.mark.long
def test_a_full_disk_ends_the_node_with_one_line_and_loses_nothing(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """A small disk runs full: the node says so and ends; with room it starts again, and has all that it answered."""
    folder, small = tmp_path / "full", tmp_path / "small"
    small.mkdir()
    mounted = shutil.which("mount") and os.geteuid() == 0
    if not mounted or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)]).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    try:
        supervisor = make_cluster(folder, count=1, keeps_journal=False)
        wait_for_leader(supervisor)
        supervisor.stop_all()
        shutil.copytree(folder / "S1", small / "S1")
        shutil.rmtree(folder / "S1")
        (folder / "S1").symlink_to(small / "S1")
        supervisor.start("S1")
        wait_for_leader(supervisor)
        answered = write_until_full(supervisor)
        assert len(answered) > 5
        deadline = time.monotonic() + LIMIT_S
        while supervisor.nodes["S1"].is_running and time.monotonic() < deadline:
            time.sleep(0.05)
        [(_, line)] = supervisor.newly_ended()
        assert "the disk failed (No space left on device)" in line and "make room" in line
        subprocess.run(["mount", "-o", "remount,size=8m", str(small)], check=True)
        supervisor.start("S1")
        client = SessionClient(folder)
        for key in answered:
            assert client.call("get", (key,), LIMIT_S) == "v" * 20_000
        supervisor.stop_all()
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def write_until_full(supervisor: Supervisor) -> list[str]:
    """Write until a write gets no answer; return the keys that were answered."""
    answered = []
    with socket.create_connection(("127.0.0.1", supervisor.plan.servers[0].client_port), 10) as connection:
        for number in range(200):
            connection.sendall(b"SET k%d %s\r\n" % (number, b"v" * 20_000))
            try:
                if connection.recv(100) != b"+OK\r\n":
                    break
            except OSError:
                break
            answered.append(f"k{number}")
    return answered


@pytest.mark.long
def test_a_client_that_never_reads_is_dropped_and_harms_nobody(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """It sends requests for megabytes and reads nothing; another client is answered all the while."""
    folder = tmp_path / "unread"
    supervisor = make_cluster(folder, count=1)
    client = SessionClient(folder)
    assert client.call("put", ("big", "v" * 60_000), LIMIT_S) == "ok"
    with socket.create_connection(("127.0.0.1", supervisor.plan.servers[0].client_port), 10) as greedy:
        greedy.setblocking(False)
        sent = blocked = 0
        while sent < REQUEST_LIMIT_BYTES and blocked < 100:
            try:
                sent += greedy.send(b"*2\r\n$3\r\nGET\r\n$3\r\nbig\r\n" * 1000)
                blocked = 0
            except BlockingIOError:
                blocked += 1
                time.sleep(0.01)
        assert client.call("put", ("a", "1"), LIMIT_S) == "ok"
        assert client.call("get", ("a",), LIMIT_S) == "1"
    assert sent < REQUEST_LIMIT_BYTES
    assert supervisor.nodes["S1"].is_running
