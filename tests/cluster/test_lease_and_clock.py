"""A lease is as good as the clock below it: each step waits for the one before, so that no run can miss the answer."""

from __future__ import annotations

import contextlib
import socket
import time
from pathlib import Path

import pytest
from tests.cluster.conftest import MakeCluster, wait_for_leader

from raftlab.acts import ClockJump, ClockRate
from raftlab.cluster.cluster_plan import read_plan
from raftlab.cluster.conformance import repeat_run
from raftlab.cluster.merged_run import merge_runs, read_node_histories
from raftlab.cluster.node_orders import NodeOrder
from raftlab.cluster.supervisor import LOG_NAME
from raftlab.worker.message_codec import Codec

SLOW_CLOCK_RATE = 0.01
LONG_ELECTION_MS = (3000, 4000)
"""On so slow a clock a lease lasts five minutes, and the others elect a leader within seconds."""


def answer_of(supervisor: object, name: str, request: str) -> str:
    """Return what a server answers a client, as it stands on the wire."""
    port = supervisor.plan.server(name).client_port  # type: ignore[attr-defined]
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.settimeout(10)
        client.sendall(request.encode() + b"\r\n")
        with contextlib.suppress(TimeoutError):
            return client.recv(1000).decode().strip()
    return "nothing"


def wait_for_answer(supervisor: object, names: tuple[str, ...], request: str, wanted: str) -> None:
    """Ask one of the servers after the other until one answers so."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        for name in names:
            if answer_of(supervisor, name, request) == wanted:
                return
        time.sleep(0.1)
    raise AssertionError(f"no {wanted} for {request}")


@pytest.mark.long
@pytest.mark.parametrize("reads", ["lease", "index"])
def test_a_lease_is_as_good_as_the_clock_below_it(make_cluster: MakeCluster, tmp_path: Path, reads: str) -> None:
    """A leader with far too slow a clock is cut off and answers an old value from its lease; by index it gives none."""
    supervisor = make_cluster(tmp_path / "run", reads=reads, election_ms=LONG_ELECTION_MS)
    old = wait_for_leader(supervisor)
    others = tuple(name for name in supervisor.plan.names if name != old)  # type: ignore[attr-defined]
    wait_for_answer(supervisor, (old,), "SET x 1", "+OK")
    wait_for_answer(supervisor, (old,), "GET x", "$1\r\n1")
    supervisor.order(old, NodeOrder(clock_rate=SLOW_CLOCK_RATE))  # type: ignore[attr-defined]
    wait_for_answer(supervisor, (old,), "GET x", "$1\r\n1")  # a lease of the slow clock
    supervisor.order(old, NodeOrder(cut=others))  # type: ignore[attr-defined]
    for name in others:
        supervisor.order(name, NodeOrder(cut=(old,)))  # type: ignore[attr-defined]
    wait_for_answer(supervisor, others, "SET x 2", "+OK")
    seen = answer_of(supervisor, old, "GET x")
    assert seen == "$1\r\n1" if reads == "lease" else "2" not in seen and "1\r\n1" not in seen
    supervisor.stop_all()  # type: ignore[attr-defined]
    plan = read_plan(tmp_path / "run")
    runs = read_node_histories(tmp_path / "run", plan)
    result = repeat_run(plan, merge_runs(runs, plan, Codec(plan.message_modules)), runs)
    assert result.differences == []
    broken = {each.property for each in result.violations}
    assert ("Linearizability" in broken) is (reads == "lease"), broken


@pytest.mark.parametrize("order", [NodeOrder(clock_rate=0.001), NodeOrder(clock_rate=0.0), NodeOrder(jump_ms=1e12)])
def test_an_order_that_no_run_can_hold_is_refused(make_cluster: MakeCluster, tmp_path: Path, order: NodeOrder) -> None:
    """A clock slower than a run's file can say stays as it is: a line says why, and the journal can be read."""
    supervisor = make_cluster(tmp_path / "run", count=1)
    wait_for_leader(supervisor)
    supervisor.order("S1", order)  # type: ignore[attr-defined]
    supervisor.order("S1", NodeOrder(clock_rate=0.5))  # type: ignore[attr-defined]
    assert supervisor.status("S1").clock_rate == 0.5  # type: ignore[attr-defined]
    supervisor.stop_all()  # type: ignore[attr-defined]
    assert "an order is refused" in (tmp_path / "run" / "S1" / LOG_NAME).read_text()
    [run] = read_node_histories(tmp_path / "run", read_plan(tmp_path / "run"))
    causes = [event.cause for journal in run.journals for event in journal.events]
    assert [cause for cause in causes if isinstance(cause, ClockRate | ClockJump)] == [ClockRate("S1", 0.5)]
