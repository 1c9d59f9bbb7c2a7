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
from raftlab.labs.scene08.snapshot_states import messages_to, numbered_log, place_compacted_server
from raftlab.server import AppendEntries, AppendEntriesReply
from raftlab.simulator.fault_rates import Faults

TABLES = read_tables(Path(__file__).with_name("tables.toml"))

ROUGH_NETWORK = Faults(drop=0.15, duplicate=0.15, straggle=0.15, crash=0.12, crash_inside=0.03)
PARTITION = "../../scene05/scenarios/partition-and-recover.txt"
CALM = "../../scene05/scenarios/calm.txt"
"""Scenarios of the next scene: with its layer on top of this one, they must come out the same."""
SNAPSHOT_END = 3
COMPACTED_TERMS = (1, 1, 2, 2, 2)
APPENDS_BEHIND_SNAPSHOT = (
    (3, [2, 2, 3], [2, 2, 3]),
    (3, [3], [3]),
    (4, [2, 3], [2, 2, 3]),
    (4, [3], [2, 3]),
    (5, [3], [2, 2, 3]),
    (5, [], [2, 2]),
)
"""prevLogIndex of an entry of term 2, the terms of the entries, and those of the log afterwards, from index 4 on."""
HINTS_BEHIND_SNAPSHOT = ((3, 4), (0, 5), (0, 0))
"""conflictTerm and conflictIndex: a follower holds entries of term 3 from index 4 on, or its log ends with index 4."""


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
        check_logs_behind_snapshots(lab)
        lab.run_scenario(PARTITION)
        check_calm(lab, CALM)
        lab.search(runs=4, servers=3, events=200, faults=ROUGH_NETWORK)
        lab.search(runs=3, servers=5, events=200)
        lab.explore(servers=3, terms=3, log=1, states=300, exhaust=False, sometimes=["leader"])


def check_logs_behind_snapshots(lab: Lab) -> None:
    """CheckFailure if a server does not find entries by their index behind a snapshot of scene 08."""
    for prev, brings, expected in APPENDS_BEHIND_SNAPSHOT:
        follower = place_compacted_server(lab, COMPACTED_TERMS, SNAPSHOT_END, server="S2", term=3)
        follower.deliver(AppendEntries(3, "S1", prev, 2, numbered_log(brings, first=prev + 1), 0))
        if follower.log_terms != expected:
            raise CheckFailure(
                f"With the later scenes on top, S2 has a snapshot up to index {SNAPSHOT_END} and then entries of terms "
                f"2 2. It got prevLogIndex {prev}, prevLogTerm 2 and entries of terms {terms_text(brings)}: its log "
                f"then was {terms_text(follower.log_terms)}."
            )
    for term, index in HINTS_BEHIND_SNAPSHOT:
        known = {"S2": 0, "S3": SNAPSHOT_END}
        leader = place_compacted_server(lab, (1, 1, 2, 2, 4, 4), SNAPSHOT_END, role="leader", match_index=known)
        steps = [leader.deliver(AppendEntriesReply(4, "S2", False, 6, 0, term, index)), leader.fire_timer("heartbeat")]
        tried = [getattr(each, "prevLogIndex", 0) for step in steps for each in messages_to(step, "S2")]
        if min(tried, default=6) >= 6:
            raise CheckFailure(
                f"With the later scenes on top, S1 leads term 4 with a snapshot up to index {SNAPSHOT_END} and then "
                f"entries of terms 2 4 4. S2 refused prevLogIndex 6 with conflictTerm {term}, conflictIndex {index}: "
                f"S1 then sent it nothing from an index below 6."
            )
    leader = place_compacted_server(
        lab, (1, 1, 2, 2), SNAPSHOT_END, role="leader", next_index={"S2": 2, "S3": 5}, match_index={"S2": 0, "S3": 3}
    )
    leader.deliver(AppendEntriesReply(2, "S2", True, 0, 1))  # the entries that S2 lacks are in the snapshot
    if leader.matchIndex["S2"] != 1:
        raise CheckFailure(
            f"With the later scenes on top, S1 leads term 2 with a snapshot up to index {SNAPSHOT_END} and one entry. "
            f"S2 acknowledged index 1: matchIndex[S2] then was {leader.matchIndex['S2']}."
        )
