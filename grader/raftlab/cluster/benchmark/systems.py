"""The systems that the benchmark starts: three servers each, on one disk, ended with their block."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from raftlab.cluster.benchmark.load_generator import LoadResult, measure_etcd, measure_resp
from raftlab.cluster.cluster_plan import ClusterPlan
from raftlab.cluster.supervisor import Supervisor, free_ports
from raftlab.errors import UsageError
from raftlab.jail.kernel_calls import IS_LINUX, die_with_parent

START_LIMIT_S = 30.0
SERVER_COUNT = 3
Measure = Callable[[str, int, float], LoadResult]
"""Measure an operation on so many connections for so long."""


@contextlib.contextmanager
def raftlab_system(folder: Path, plan: ClusterPlan) -> Iterator[Measure]:
    """Yield how to measure the servers of a plan."""
    supervisor = Supervisor(folder, plan)
    try:
        supervisor.start_all()
        leader = wait_for_leader(supervisor)

        def measure(operation: str, connections: int, seconds: float) -> LoadResult:
            name = wait_for_leader(supervisor) or leader
            return measure_resp(plan.server(name).client_port, operation, connections, seconds)

        yield measure
    finally:
        supervisor.stop_all()


def wait_for_leader(supervisor: Supervisor) -> str:
    """Return the server that leads. UsageError if none does within START_LIMIT_S."""
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        for name in supervisor.nodes:
            status = supervisor.status(name)
            if status is not None and status.role == "leader":
                return name
        time.sleep(0.02)
    raise UsageError(f"no server led within {START_LIMIT_S:g} s; run the benchmark on a quieter machine")


@contextlib.contextmanager
def pysyncobj_system(folder: Path, is_synced: bool) -> Iterator[Measure]:
    """Yield how to measure PySyncObj, as it comes or with each entry synced."""
    ports = free_ports(2 * SERVER_COUNT)
    peers, clients = ports[:SERVER_COUNT], ports[SERVER_COUNT:]
    with contextlib.ExitStack() as running:
        for number, (peer, client) in enumerate(zip(peers, clients, strict=True)):
            home = folder / f"p{number}{int(is_synced)}"
            home.mkdir(parents=True)
            module = "raftlab.cluster.benchmark.pysyncobj_server"
            others = [str(each) for each in peers if each != peer]
            command = [sys.executable, "-m", module, str(peer), str(client), str(home), str(int(is_synced)), *others]
            start_process(running, command)
        leader = clients[peers.index(pysyncobj_leader_port(clients))]
        yield lambda operation, connections, seconds: measure_resp(leader, operation, connections, seconds)


def pysyncobj_leader_port(clients: list[int]) -> int:
    """Return the peer port of PySyncObj's leader."""
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", clients[0]), 2) as connection:
            connection.sendall(b"ROLE\r\n")
            told = connection.recv(200).decode().split("\r\n")
            if len(told) > 1 and ":" in told[1]:
                return int(told[1].rpartition(":")[2])
        time.sleep(0.1)
    raise UsageError(f"PySyncObj had no leader within {START_LIMIT_S:g} s; run the benchmark on a quieter machine")


@contextlib.contextmanager
def etcd_system(folder: Path) -> Iterator[Measure]:
    """Yield how to measure etcd. UsageError if it is not installed or does not start."""
    program = shutil.which("etcd")
    if program is None:
        raise UsageError("etcd is not installed: apt install etcd-server, or leave it out with --without etcd")
    ports = free_ports(2 * SERVER_COUNT)
    clients, peers = ports[:SERVER_COUNT], ports[SERVER_COUNT:]
    members = ",".join(f"e{number}=http://127.0.0.1:{port}" for number, port in enumerate(peers))
    with contextlib.ExitStack() as running:
        for number, (client, peer) in enumerate(zip(clients, peers, strict=True)):
            address, peer_address = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
            command = [
                program,
                "--name",
                f"e{number}",
                "--data-dir",
                str(folder / f"e{number}"),
                "--log-level",
                "error",
            ]
            command += ["--listen-client-urls", address, "--advertise-client-urls", address]
            command += ["--listen-peer-urls", peer_address, "--initial-advertise-peer-urls", peer_address]
            command += ["--initial-cluster", members]
            start_process(running, command)
        leader = clients[etcd_leader(clients)]
        yield lambda operation, connections, seconds: measure_etcd(leader, operation, connections, seconds)


def etcd_leader(clients: list[int]) -> int:
    """Return the place of etcd's leader, when all members answer."""
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError):
            for place, port in enumerate(clients):
                request = urllib.request.Request(f"http://127.0.0.1:{port}/v3/maintenance/status", b"{}")
                with urllib.request.urlopen(request, timeout=2) as response:
                    text = response.read().decode()
                leader, member = (text.split(f'"{name}":"')[1].split('"')[0] for name in ("leader", "member_id"))
                if leader == member:
                    return place
        time.sleep(0.1)
    raise UsageError(f"etcd had no leader within {START_LIMIT_S:g} s; run the benchmark on a quieter machine")


def start_process(running: contextlib.ExitStack, command: list[str]) -> None:
    """Start a process that is ended with the stack."""
    end_with_us = partial(die_with_parent, os.getpid())
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=end_with_us if IS_LINUX else None
    )

    def end() -> None:
        process.kill()
        process.wait()

    running.callback(end)
