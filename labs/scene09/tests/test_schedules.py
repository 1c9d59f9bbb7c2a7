"""Scenario files and random schedules: no read sees the past, and each one ends."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab

FRESH = ("naive-read", "late-answers", "new-leader", "lease-runs-out")
"""Schedules in which a read must not be answered with the past."""
ENDING = ("lost-questions", "stepping-down", "one-server", "lease")
"""Schedules in which each read must end."""
RULES = [
    "test_read_waits_for_confirmation",
    "test_confirmed_after_arrival",
    "test_own_term_first",
    "test_every_read_ends",
    "test_only_a_majority_confirms",
    "test_repeated_with_the_heartbeat",
    "test_refusal_does_not_confirm",
    "test_one_server",
]
LEASE_RULES = [
    "test_lease_counts_from_sending",
    "test_lease_is_shorter_than_the_promise",
    "test_leadership_ends_with_its_lease",
    "test_lease_needs_a_majority",
]


@check(
    points=5,
    explained_by=[*RULES, *LEASE_RULES, "test_lease_answers_at_once"],
    about=("Linearizability",),
    paper="§8",
    ask="which server had committed the newer value when the read arrived?",
)
def test_no_read_sees_the_past(lab: Lab) -> None:
    """In eight schedules no leader answers with an old value, and each read ends."""
    for name in (*FRESH, *ENDING):
        lab.run_scenario(f"{name}.txt")


@check(
    points=2,
    about=(),
    paper="dissertation §4.2.3, §6.4.1",
    ask="whom has this server promised its vote, and until when?",
)
def test_voters_keep_their_promise(lab: Lab) -> None:
    """With leases, no server that answered a leader a moment ago votes for another, not after a restart either."""
    lab.run_scenario("promise.txt")


@check(
    points=2,
    explained_by=[*RULES, *LEASE_RULES, "test_lease_answers_at_once"],
    about=(),
    paper="§8; dissertation §6.4.1",
    ask="which value was committed before the read began?",
)
def test_search_three(lab: Lab) -> None:
    """In random schedules with faults, reads by rounds and on leases are linearizable and end."""
    lab.search(runs=10, servers=3, events=250, reads="index")
    lab.search(runs=10, servers=3, events=250, reads="lease")
