"""Larger clusters, and everything at once."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene10.pipelining_pair import (
    DISK,
    elect_leader,
    make_put_command,
    place_pair,
    success_reply,
    window_options,
)
from raftlab.simulator.fault_rates import Faults

ROUGH = Faults(stall=0.08, write_fails=0.1, transfer=0.1, drop=0.12, duplicate=0.12, straggle=0.12, crash_inside=0.03)
SMALL = {"no_op": True, "disk": "background", "window_messages": 2, "bytes_per_append": 30, "calls_in_order": True}
RULES = [
    "test_lost_messages_are_found",
    "test_answers_in_any_order",
    "test_refusal_goes_back",
    "test_only_durable_is_acknowledged",
    "test_completion_is_acknowledged",
    "test_write_of_an_earlier_term_ends",
    "test_leader_counts_its_own_copy_when_durable",
    "test_replaced_entry_is_not_durable",
    "test_failed_write_is_repeated",
    "test_late_disk_ends_the_leadership",
    "test_transfer_ends",
    "test_target_campaigns_at_once",
]


@check(
    points=1,
    explained_by=["test_leader_counts_its_own_copy_when_durable", "test_lost_messages_are_found"],
    paper="dissertation §10.2.1",
    ask="on how many disks is the entry, and which message is missing?",
)
def test_hidden_larger_sizes(lab: Lab) -> None:
    """Four, eight and nine servers count disks, and every other message is lost for a while."""
    for cluster in (4, 8, 9):
        server = elect_leader(lab, DISK, cluster=cluster)
        server.propose(make_put_command(1), now=1)
        server.propose(make_put_command(2), now=1)
        others = [f"S{number}" for number in range(2, cluster // 2 + 2)]
        for follower in others:
            server.deliver(success_reply(3, 2, follower), now=2)
        server.complete_write(now=3)
        assert server.commitIndex == 2, (
            f"{cluster} servers: {len(others)} followers have index 3 on their disks, S1 index 2; "
            f"commitIndex is {server.commitIndex}"
        )
        server.complete_write(now=4)
        assert server.commitIndex == 3, f"{cluster} servers: index 3 is on {len(others) + 1} disks and not committed"
    link = place_pair(lab, window_options(4, 2), 40)
    count = iter(range(10_000))
    beats = link.beats_until_equal(20, lambda message: (number := next(count)) > 30 or number % 2 == 0)
    assert beats is not None, "every other of the first 30 messages was lost; 20 heartbeats later entries are missing"


@check(
    points=1,
    explained_by=RULES,
    about=(),
    paper="dissertation §3.10, §10.2",
    ask="which event came between the two that belong together?",
)
def test_hidden_search(lab: Lab) -> None:
    """Rough networks and disks, small windows and batches, calls in order: nothing is lost, and the cluster goes on."""
    lab.search(runs=6, servers=3, events=250, faults=ROUGH, deployment=SMALL)
    lab.search(runs=3, servers=5, events=300, faults=ROUGH, deployment=SMALL)
