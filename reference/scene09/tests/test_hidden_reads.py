"""Many rounds at once, leases whose answers overtake each other, and larger clusters."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene09.read_fixtures import (
    LEASE_READS,
    PROMISE_MS,
    answers_text,
    deliver_answer,
    leader_after_commit,
    leadership_questions,
    make_get_command,
    ok_values,
)

LEASE_MS = PROMISE_MS / 1.25


@check(
    points=3,
    explained_by=["test_only_a_majority_confirms", "test_confirmed_after_arrival"],
    paper="dissertation §6.4",
    ask="which answers belong to the round of this read?",
)
def test_hidden_many_rounds(lab: Lab) -> None:
    """Answers of two rounds do not add up to one, and each read is answered once."""
    for second_ms in (4, 2):  # a clock need not have moved between the two reads
        server = leader_after_commit(lab, 5)
        first = server.propose(make_get_command("r1"), now=2)
        early = leadership_questions(first) or leadership_questions(server.fire_timer("heartbeat", now=2))
        steps = [first, deliver_answer(server, early, "S2", 2)]
        second = server.propose(make_get_command("r2"), now=second_ms)
        late = leadership_questions(second) or leadership_questions(server.fire_timer("heartbeat", now=second_ms))
        steps += [second, deliver_answer(server, late, "S3", 5)]
        assert not ok_values(steps, "r2"), (
            "after r2 arrived only S3 of four followers was asked and answered; r2 heard ok"
        )
        steps += [
            deliver_answer(server, late, "S4", 6),
            deliver_answer(server, late, "S5", 7),
            deliver_answer(server, early, "S3", 8),
        ]
        for client in ("r1", "r2"):
            heard = answers_text(steps, client)
            assert ok_values(steps, client) == ["1"], f"all rounds were answered, and {client} heard {heard}"


@check(
    points=3,
    explained_by=["test_lease_counts_from_sending", "test_lease_answers_at_once"],
    paper="dissertation §6.4.1",
    ask="which confirmed round was sent last?",
)
def test_hidden_lease_times(lab: Lab) -> None:
    """The newest confirmed round counts, in whatever order the answers come."""
    for delay, expected in ((LEASE_MS / 2, ["1"]), (LEASE_MS + 5, [])):
        server = leader_after_commit(lab, 3, LEASE_READS)
        early = leadership_questions(server.fire_timer("heartbeat", now=100))
        late = leadership_questions(server.fire_timer("heartbeat", now=170))
        deliver_answer(server, late, "S2", 180)
        deliver_answer(server, early, "S2", 181)
        deliver_answer(server, early, "S3", 182)
        read = server.propose(make_get_command(), now=170 + delay)
        heard = ok_values([read], "r1")
        assert heard == expected, (
            f"questions of 100 and 170 ms were answered, the later first; at {170 + delay:g} ms a read heard {heard}"
        )
