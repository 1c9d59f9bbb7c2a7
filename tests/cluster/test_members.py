"""A cluster grows and shrinks while it runs; its runs repeat in the simulator, snapshots and wiped disks among them."""

from __future__ import annotations

from pathlib import Path

import hiredis
import pytest
from tests.cluster.conftest import MakeCluster, wait_for_leader

from raftlab.acts import Transfer
from raftlab.cluster.cluster_plan import read_plan
from raftlab.cluster.conformance import ReplayedRun, repeat_run
from raftlab.cluster.disk import read_segments
from raftlab.cluster.merged_run import merge_runs, read_node_histories
from raftlab.cluster.operator_client import Operator, ask_server
from raftlab.cluster.session_client import SessionClient
from raftlab.cluster.supervisor import Supervisor
from raftlab.errors import UsageError
from raftlab.trace import Compact, Reconfigure, Wipe
from raftlab.worker.message_codec import Codec

LIMIT_S = 30.0


def operator_of(supervisor: Supervisor) -> Operator:
    """Return an operator of a running cluster."""
    return Operator(supervisor.plan, LIMIT_S, print)


def repeated(folder: Path) -> tuple[ReplayedRun, set[type]]:
    """Return the run in a folder, repeated in the simulator, and the kinds of its acts."""
    plan = read_plan(folder)
    runs = read_node_histories(folder, plan)
    merged = merge_runs(runs, plan, Codec(plan.message_modules))
    return repeat_run(plan, merged, runs), {type(each.act) for each in merged.acts}


@pytest.mark.long
def test_a_server_is_added_and_the_leader_removed(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """A spare becomes a voter by way of a snapshot; the leader leaves; a value is there; the run repeats."""
    folder = tmp_path / "grows"
    supervisor = make_cluster(folder, count=4, spare_count=1, snapshot_entries=20)
    client, operator = SessionClient(folder), operator_of(supervisor)
    leader = wait_for_leader(supervisor)
    assert leader != "S4"
    for number in range(60):
        assert client.call("append", ("a", f"{number};"), LIMIT_S) == "ok"
    assert operator.add("S4", is_voter=True).voters == ("S1", "S2", "S3", "S4")
    members = operator.remove(leader)
    assert members.voters == tuple(name for name in ("S1", "S2", "S3", "S4") if name != leader)
    supervisor.kill(leader)
    assert client.call("get", ("a",), LIMIT_S) == "".join(f"{number};" for number in range(60))
    assert read_segments(folder / "S4")[0].base_index > 0
    supervisor.stop_all()
    result, kinds = repeated(folder)
    assert result.differences == []
    assert result.violations == []
    assert {Reconfigure, Compact} <= kinds


@pytest.mark.long
def test_the_leader_hands_over(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """An operator names another server, which then leads; the run repeats."""
    folder = tmp_path / "transfer"
    supervisor = make_cluster(folder)
    leader = wait_for_leader(supervisor)
    target = next(name for name in supervisor.nodes if name != leader)
    assert SessionClient(folder).call("put", ("a", "1"), LIMIT_S) == "ok"
    assert operator_of(supervisor).transfer(target) == target
    supervisor.stop_all()
    result, kinds = repeated(folder)
    assert result.differences == []
    assert result.violations == []
    assert Transfer in kinds


@pytest.mark.long
def test_a_wiped_server_begins_again(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """A follower loses its disk, starts empty and gets everything back; the simulator repeats that too."""
    folder = tmp_path / "wiped"
    supervisor = make_cluster(folder)
    client = SessionClient(folder)
    leader = wait_for_leader(supervisor)
    assert client.call("put", ("a", "1"), LIMIT_S) == "ok"
    name = next(each for each in supervisor.nodes if each != leader)
    supervisor.wipe(name)
    supervisor.wipe(name)
    supervisor.start(name)
    assert client.call("append", ("a", "2"), LIMIT_S) == "ok"
    supervisor.kill(next(each for each in supervisor.nodes if each not in (leader, name)))
    assert client.call("get", ("a",), LIMIT_S) == "12"
    supervisor.stop_all()
    result, kinds = repeated(folder)
    assert result.differences == []
    assert Wipe in kinds


@pytest.mark.long
def test_what_an_operator_may_not_ask_is_one_line(make_cluster: MakeCluster) -> None:
    """A wrong word, an unknown server, two voters at once, and a follower that is asked: each has its error."""
    supervisor = make_cluster(count=4, spare_count=1)
    leader = wait_for_leader(supervisor)
    other = next(name for name in supervisor.plan.voters if name != leader)

    def ask(name: str, *words: str) -> str:
        answer = ask_server(supervisor.plan, name, words)
        assert isinstance(answer, hiredis.ReplyError), answer
        return str(answer)

    assert ask(leader, "RAFTLAB.CHANGE", "voter", "S9").startswith(
        "ERR syntax error: RAFTLAB.CHANGE voter|learner|remove"
    )
    assert ask(leader, "RAFTLAB.CHANGE", "king", "S4").startswith("ERR syntax error")
    assert ask(leader, "RAFTLAB.CHANGE", "voter").startswith("ERR wrong number of arguments")
    assert ask(other, "RAFTLAB.CHANGE", "learner", "S4").startswith("MOVED 0 127.0.0.1:")
    both = ("remove", "S1", "remove", "S2")
    assert ask(leader, "RAFTLAB.CHANGE", *both).startswith("TRYAGAIN the leader refused")
    assert operator_of(supervisor).members().voters == ("S1", "S2", "S3")
    supervisor.kill(other)
    supervisor.kill(next(name for name in supervisor.plan.voters if name not in (leader, other)))
    with pytest.raises(UsageError, match=r"not done within 1 s: "):
        Operator(supervisor.plan, 1.0, print).add("S4", is_voter=True)
