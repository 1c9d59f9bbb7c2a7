"""The ten networks without Pre-Vote, and the elections of etcd-io/raft's tests."""

import tomllib
from pathlib import Path

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.scenario_check import run_scenario_ending
from raftlab.labs.scene03a.bad_network_runs import check_all_topologies
from raftlab.scenario.language import parse_scenario

ELECTION_ROWS = tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))["election"]


@check(
    points=4,
    explained_by=["test_heard_majority_leads_on", "test_majority_of_pre_votes_elects"],
    about=(),
    paper="dissertation §6.2",
    ask="without Pre-Vote, which server starts elections, and does the leader hear a majority?",
)
def test_ten_networks_without_pre_vote(lab: Lab) -> None:
    """With CheckQuorum alone, or with neither rule, each network has the outcome that topologies.toml names."""
    check_all_topologies(lab, "check_quorum", "basic")


@check(
    points=3,
    explained_by=["test_pre_vote_looks_at_the_log"],
    paper="dissertation §9.6; Raft §5.2",
    ask="how many servers can answer, and would they vote for this one?",
)
def test_tables_of_elections(lab: Lab) -> None:
    """An election with Pre-Vote has the same winner and term as in etcd's tests."""
    for row in ELECTION_ROWS:
        names = [f"S{n}" for n in range(1, len(row["nodes"]) + 1)]
        steps = [f"servers {' '.join(names)}"]
        for name, node in zip(names, row["nodes"], strict=True):
            if isinstance(node, list):
                steps.append(f"server {name} with log {' '.join(map(str, node))}")
        steps += [f"crash {name}" for name, node in zip(names, row["nodes"], strict=True) if node == "dead"]
        steps += ["campaign S1", f"expect term of S1 {row['how']} {row['term']}"]
        steps.append("expect S1 leads" if row["leads"] else "expect S1 does not lead")
        run_scenario_ending(lab, parse_scenario("\n".join(steps), f"{len(names)} servers"), None)
