"""Random schedules of four and of five servers, with more faults, and the whole protocol on top of this scene."""

from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene04.calm_cluster_checks import check_calm
from raftlab.labs.scene04.table_rows import (
    append_message,
    follower_text,
    last_reply,
    place_follower,
    read_tables,
    row_log,
    terms_text,
)
from raftlab.simulator.fault_rates import Faults

TABLES = read_tables(Path(__file__).with_name("tables.toml"))

ROUGH_NETWORK = Faults(drop=0.15, duplicate=0.15, straggle=0.15, crash=0.12, crash_inside=0.03)
PARTITION = "../../scene05/scenarios/partition-and-recover.txt"
CALM = "../../scene05/scenarios/calm.txt"
"""Scenarios of the next scene: with its layer on top of this one, they must come out the same."""


@check(
    points=1,
    explained_by=[
        "test_figure7_followers",
        "test_consistency_check",
        "test_durable_before_acknowledged",
        "test_late_refusal_changes_nothing",
    ],
    about=(),
    paper="§5.3 (Log Matching)",
    ask="which property broke, and which message or restart was handled in that step?",
)
def test_search_four(lab: Lab) -> None:
    """In random schedules of four servers with faults, Log Matching holds and no acknowledged entry is lost."""
    lab.search(runs=5, servers=4, events=220, faults=ROUGH_NETWORK, goal="stored", sometimes=("leader", "progress"))


@check(
    points=2,
    explained_by=[
        "test_figure7_followers",
        "test_success_raises_match_index",
        "test_consistency_check",
        "test_durable_before_acknowledged",
        "test_late_refusal_changes_nothing",
    ],
    about=(),
    paper="§5.3, §5.4.3; Figure 3",
    ask="which property broke, and which message of this scene taught a server something that is not true?",
)
def test_commit_rests_on_replication(lab: Lab) -> None:
    """With commit and clients on top, random schedules, a partition, and all short schedules break no property."""
    with lab.later_layers():
        for row in TABLES["appends"]:
            follower = place_follower(lab, row)
            reply = last_reply(follower.deliver(append_message(row)))
            if reply is not None and reply.success and follower.log != row_log(row["stored"]):
                raise CheckFailure(
                    f"With scene 05 on top, {follower_text(row)}: the log then was {terms_text(follower.log_terms)}.",
                    safety="AckIsDurable",
                )
        lab.run_scenario(PARTITION)
        check_calm(lab, CALM)
        lab.search(runs=4, servers=3, events=200, faults=ROUGH_NETWORK)
        lab.search(runs=3, servers=5, events=200)
        lab.explore(servers=3, terms=3, log=1, states=300, exhaust=False, sometimes=["leader"])
