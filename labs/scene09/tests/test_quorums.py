"""Whose answers count: the configuration in force decides, both its sides, and its voters alone."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene07.members import place_configured_server
from raftlab.labs.scene09.read_fixtures import (
    INDEX_READS,
    READ_DEPLOYMENTS,
    answers_of,
    deliver_answer,
    leadership_questions,
    make_get_command,
    name_options_on_failure,
    ok_values,
)
from raftlab.server import AppendEntriesReply, Options

ROWS = (
    ("S1 S2 S3 + S4 S5", "S4 S5", "S2"),
    ("S1 S2 S3 | S1 S4 S5", "S2 S3", "S4"),
    ("S1 S4 S5 | S1 S2 S3", "S2 S3", "S5"),
    ("S1 S2 S3 | S1 S4 S5", "S4 S5", "S2"),
    ("S2 S3 S4", "S2", "S4"),
    ("S1 S2 S3 S4", "S2", "S3"),
)
"""A configuration, servers whose answers confirm nothing, and one that completes the quorum."""


def whole_log_reply(who: str) -> AppendEntriesReply:
    """Return the acknowledgement of the whole log, two entries, by `who`."""
    return AppendEntriesReply(2, who, True, 1, 2)


@check(
    points=3,
    depends_on=["test_read_waits_for_confirmation"],
    explained_by=["test_only_a_majority_confirms"],
    paper="§6; dissertation §6.4",
    ask="who of these votes in the configuration in force, and for which of its sides?",
)
def test_the_configuration_confirms(lab: Lab) -> None:
    """A quorum of the configuration in force confirms a read, of both sides if it is joint; no learner counts."""
    for options in READ_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_rows(lab, options)
    server = place_configured_server(lab, 2, (2, "S1 + S2 S3"), commit_index=1, machine={"x": "1"}, options=INDEX_READS)
    steps = [server.propose(make_get_command(), now=2)]
    if not ok_values(steps, "r1"):
        steps += [server.deliver(whole_log_reply("S2"), now=3)]
    assert ok_values(steps, "r1") == ["1"], "S1 is the only voter, S2 and S3 learn; the read waits for somebody"


def check_rows(lab: Lab, options: Options) -> None:
    """AssertionError if too few confirm a read in one of these configurations, or enough do not."""
    for configuration, too_few, last in ROWS:
        server = place_configured_server(
            lab, 2, (2, configuration), commit_index=1, machine={"x": "1"}, options=options
        )
        read = server.propose(make_get_command(), now=2)
        asked = leadership_questions(read) or leadership_questions(server.fire_timer("heartbeat", now=2))
        steps = [read, *(deliver_answer(server, asked, who, 3) for who in too_few.split())]
        assert not ok_values(steps, "r1"), f"configuration {configuration}: {too_few} answered S1, and the read was ok"
        later = server.propose(make_get_command("r2"), now=4)
        steps += [deliver_answer(server, asked, last, 4)]
        assert options.reads == "lease" or not ok_values([later, *steps], "r2"), (
            f"configuration {configuration}: a round was sent, and then r2 read; {too_few} and {last} answered that "
            "round, and r2 heard ok"
        )
        if not ok_values(steps, "r1"):  # late answers to the earlier round may be ignored
            asked = leadership_questions(later) or leadership_questions(server.fire_timer("heartbeat", now=4))
            steps += [deliver_answer(server, asked, who, 4) for who in (*too_few.split(), last)]
        if not ok_values(steps, "r1"):  # it may wait until all that was in its log is committed
            steps += [server.deliver(whole_log_reply(who), now=5) for who in (*too_few.split(), last)]
        has_left = server.role != "leader" and answers_of(steps, "r1")  # S1 itself has no vote, and all is committed
        assert has_left or ok_values(steps, "r1") == ["1"], (
            f"configuration {configuration}: {too_few} and {last} answered S1, and the read still waits"
        )
