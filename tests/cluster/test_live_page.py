"""The page of the cluster offers what can be done to each node, and refuses everything else."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from tests.skip_or_fail import skip_or_fail

from raftlab.errors import UsageError


def test_page_refuses_what_it_does_not_offer(tmp_path: Path) -> None:
    """An unknown call, act or server is an error; a server that is down can only be started."""
    if importlib.util.find_spec("hiredis") is None:
        skip_or_fail("needs hiredis: pip install -e '.[cluster]'")
    from raftlab.cluster.cluster_page_server import ClusterPageServer
    from raftlab.cluster.cluster_plan import ClusterPlan, ServerPlan
    from raftlab.cluster.supervisor import Supervisor
    from raftlab.pages.laboratory.http_server import RequestBody
    from raftlab.server import Options

    servers = (ServerPlan("S1", 1, 2), ServerPlan("S2", 3, 4))
    plan = ClusterPlan("a scene", "127.0.0.1", servers, Options(), (), (), "secret", 0, layer_text="given <b>")
    live = ClusterPageServer(Supervisor(tmp_path, plan))
    state = live.handle("state", RequestBody())
    assert [server["acts"] for server in state["servers"]] == [[("start", "end kill"), ("wipe disk", "wipe")]] * 2
    assert state["figures"]["leader"] == "none"
    assert "given &lt;b&gt;" in live.page_html
    assert "secret" not in live.page_html
    for call, body in (
        ("stop", RequestBody()),
        ("do", RequestBody(line="kill", name="S9")),
        ("do", RequestBody(line="rm", name="S1")),
        ("do", RequestBody(line="end jump", name="S1")),
    ):
        with pytest.raises(UsageError):
            live.handle(call, body)


def test_server_that_is_down_keeps_its_last_term(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page shows the term, the vote and the log that a killed server was last seen with; a wiped one has none."""
    if importlib.util.find_spec("hiredis") is None:
        skip_or_fail("needs hiredis: pip install -e '.[cluster]'")
    from raftlab.cluster.cluster_page_server import ClusterPageServer
    from raftlab.cluster.cluster_plan import ClusterPlan, ServerPlan
    from raftlab.cluster.node_status import NodeStatus
    from raftlab.cluster.operator_commands import Members
    from raftlab.cluster.supervisor import Supervisor
    from raftlab.pages.laboratory.http_server import RequestBody
    from raftlab.server import Command, Entry, Options

    plan = ClusterPlan("", "127.0.0.1", (ServerPlan("S1", 1, 2), ServerPlan("S2", 3, 4)), Options(), (), (), "s", 0)
    supervisor = Supervisor(tmp_path, plan)
    live = ClusterPageServer(supervisor)
    entry, members = Entry(7, Command("put", "x", "1")), Members(("S1", "S2"), (), (), 0, True)
    told = {
        name: NodeStatus(name, "follower", 7, "S2", 1, 1, "S2", 1, (entry,), 1, members, 1, 0, 0, 0)
        for name in ("S1", "S2")
    }
    monkeypatch.setattr(supervisor, "status", told.get)
    live.tick()
    del told["S1"]
    live._polled_at = 0
    live.tick()
    down = live.handle("state", RequestBody())["servers"][0]
    assert (down["role"], down["term"], down["voted"], down["commit"], down["last"]) == ("down", 7, "S2", 0, 1)
    monkeypatch.setattr(supervisor, "wipe", lambda name: None)
    live.handle("do", RequestBody(line="wipe", name="S1"))
    live.tick()
    states = live.handle("state", RequestBody())["servers"]
    assert [state["term"] for state in states] == [0, 7]


def test_each_button_orders_its_fault_and_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lasts has a button that ends it, and a kill ends what the others do to the server."""
    if importlib.util.find_spec("hiredis") is None:
        skip_or_fail("needs hiredis: pip install -e '.[cluster]'")
    from raftlab.cluster.cluster_plan import ClusterPlan, ServerPlan
    from raftlab.cluster.fault_buttons import ButtonFaults
    from raftlab.cluster.node_orders import NodeOrder
    from raftlab.cluster.supervisor import NodeProcess, Supervisor
    from raftlab.server import Options

    plan = ClusterPlan("", "127.0.0.1", (ServerPlan("S1", 1, 2), ServerPlan("S2", 3, 4)), Options(), (), (), "s", 0)
    orders: list[tuple[str, NodeOrder]] = []
    supervisor = Supervisor(tmp_path, plan)
    monkeypatch.setattr(supervisor, "order", lambda name, order: orders.append((name, order)))
    monkeypatch.setattr(NodeProcess, "is_running", True)
    faults = ButtonFaults(supervisor)

    def labels() -> list[str]:
        return [label for label, _ in faults.offered("S1", None, None)]

    assert labels() == ["kill -9", "pause", "cut off", "delay", "slow disk", "fast clock", "jump clock", "fail disk"]
    for act in ("isolate", "delay", "stall", "clock", "jump"):
        assert faults.carry_out(act, "S1") == ""
    assert labels()[2:6] == ["reconnect", "no delay", "mend disk", "right clock"]
    assert {order.clock_rate for _, order in orders} == {None, 2}
    assert [order.jump_ms for _, order in orders if order.jump_ms] == [1000]
    orders.clear()
    faults.carry_out("end clock", "S1")
    assert orders == [("S1", NodeOrder(clock_rate=1))]
    faults.carry_out("kill", "S1")
    assert ("S2", NodeOrder(heal=("S1",))) in orders
    assert labels()[2:6] == ["cut off", "delay", "slow disk", "fast clock"]
