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
    from raftlab.cluster.cluster_plan import ClusterPlan, ServerPlan
    from raftlab.cluster.live_cluster import LiveCluster
    from raftlab.cluster.supervisor import Supervisor
    from raftlab.pages.laboratory.http_server import RequestBody
    from raftlab.server import Options

    servers = (ServerPlan("S1", 1, 2), ServerPlan("S2", 3, 4))
    plan = ClusterPlan("a scene", "127.0.0.1", servers, Options(), (), (), "secret", 0, layer_text="given <b>")
    live = LiveCluster(Supervisor(tmp_path, plan))
    state = live.handle("state", RequestBody())
    assert [server["acts"] for server in state["servers"]] == [[("start", "start")]] * 2
    assert state["figures"]["leader"] == "none"
    assert "given &lt;b&gt;" in live.page_html
    assert "secret" not in live.page_html
    for call, body in (
        ("stop", RequestBody()),
        ("do", RequestBody(line="kill", name="S9")),
        ("do", RequestBody(line="rm", name="S1")),
    ):
        with pytest.raises(UsageError):
            live.handle(call, body)
