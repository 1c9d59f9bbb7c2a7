"""Many reads, writes, rounds and leaderships of one server, in any order."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene09.read_fixtures import LEASE_READS, READ_DEPLOYMENTS, name_options_on_failure
from raftlab.labs.scene09.read_runs import check_run

EVENTS = 60
"""Events of each run."""


@check(
    points=2,
    explained_by=[
        "test_read_waits_for_confirmation",
        "test_confirmed_after_arrival",
        "test_own_term_first",
        "test_every_read_ends",
        "test_only_a_majority_confirms",
        "test_repeated_with_the_heartbeat",
        "test_refusal_does_not_confirm",
        "test_leader_gives_the_index",
        "test_lease_answers_at_once",
        "test_lease_counts_from_sending",
        "test_lease_is_shorter_than_the_promise",
        "test_leadership_ends_with_its_lease",
        "test_lease_needs_a_majority",
        "test_lease_needs_the_own_term",
        "test_no_lease_after_a_transfer_began",
    ],
    paper="§8; dissertation §6.4, §6.4.1",
    ask="which questions were sent after this read came, and who has answered them?",
)
def test_each_answer_has_a_reason(lab: Lab) -> None:
    """In long runs of a leader each read is answered once, by a later round or by a lease, whatever else waits."""
    for number, options in enumerate((*READ_DEPLOYMENTS, *[LEASE_READS] * 7)):
        with name_options_on_failure(options):
            check_run(lab, number, options, EVENTS)
