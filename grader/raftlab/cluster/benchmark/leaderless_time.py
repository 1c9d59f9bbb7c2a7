"""How long a cluster has no leader after kill -9: from the kill to the first write that is answered."""

from __future__ import annotations

import contextlib
import socket
import statistics
import time

from raftlab.cluster.benchmark.systems import wait_for_leader
from raftlab.cluster.supervisor import Supervisor
from raftlab.errors import UsageError

CALL_S = 0.02
LIMIT_S = 30.0


def measure_leaderless_ms(supervisor: Supervisor, kills: int) -> list[float]:
    """Kill the leader so many times; return the times in ms, sorted. The nodes run, before and after."""
    times = []
    for _ in range(kills):
        leader = wait_for_leader(supervisor)
        time.sleep(1.0)
        started = time.monotonic()
        supervisor.kill(leader)
        others = [each.client_port for each in supervisor.plan.servers if each.name != leader]
        times.append((wait_for_first_answer(others) - started) * 1000)
        supervisor.start(leader)
    return sorted(times)


def wait_for_first_answer(ports: list[int]) -> float:
    """Return when a write was first answered with OK by one of the servers."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        for port in ports:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
                connection.settimeout(1)
                connection.sendall(b"SET leaderless 1\r\n")
                if connection.recv(100).startswith(b"+OK"):
                    return time.monotonic()
        time.sleep(CALL_S)
    raise UsageError(f"no write was answered within {LIMIT_S:g} s after a kill; run it on a quieter machine")


def median_text(times_ms: list[float], election_ms: tuple[int, int]) -> str:
    """Return the median in words, beside the election timeout's window."""
    median = statistics.median(times_ms)
    return (
        f"without a leader after kill -9: median {median:.0f} ms of {len(times_ms)}, longest {times_ms[-1]:.0f} ms;"
        f" the election timeout is {election_ms[0]} to {election_ms[1]} ms"
    )
