"""Reads on a lease: an answer from the clock alone."""

import msgspec

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene07.members import place_configured_server
from raftlab.labs.scene09.busy_leases import (
    check_busy_leases,
    judge_answer_at_once,
    judge_clock_set_back,
    judge_count_from_sending,
    judge_end,
    judge_given_up,
    judge_step_down,
)
from raftlab.labs.scene09.messages import ConfirmLeadership, ReadIndex, ReadIndexReply
from raftlab.labs.scene09.read_fixtures import (
    FIRST,
    LEASE_DEPLOYMENTS,
    LEASE_READS,
    PROMISE_MS,
    READ,
    SECOND,
    acknowledge_log,
    answers_text,
    deliver_answer,
    elect_leader,
    leader_after_commit,
    leadership_questions,
    make_get_command,
    name_options_on_failure,
    ok_values,
    sent_read_indexes,
    win_election,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Command, Options, RequestVote

DRIFT_BOUND = 1.25
LEASE_MS = PROMISE_MS / DRIFT_BOUND
SENT_MS = 100


def with_lease(
    lab: Lab, options: Options = LEASE_READS, answered_ms: float = SENT_MS + 1, cluster: int = 3
) -> PlacedServer:
    """Return a leader whose questions of 100 ms were answered at `answered_ms` by a majority."""
    server = leader_after_commit(lab, cluster, options)
    asked = leadership_questions(server.fire_timer("heartbeat", now=SENT_MS))
    for number in range(2, cluster // 2 + 2):
        deliver_answer(server, asked, f"S{number}", answered_ms)
    return server


def read_at(server: PlacedServer, now: float, client: str = "r1") -> ServerStep:
    """Return the step in which a read arrives at `now`."""
    return server.propose(make_get_command(client), now=now)


@check(
    points=3,
    paper="dissertation §6.4.1",
    ask="what did a majority promise with its answers, and until when?",
)
def test_lease_answers_at_once(lab: Lab) -> None:
    """Within a lease a read is answered in the event in which it arrives."""
    for options in LEASE_DEPLOYMENTS:
        with name_options_on_failure(options, needs_lease=True):
            check_lease_answers_at_once(lab, options)
    check_busy_leases(lab, judge_answer_at_once)


def check_lease_answers_at_once(lab: Lab, options: Options) -> None:
    """AssertionError if a read within a lease waits, or a new leader has one."""
    for delay in (5, 20, LEASE_MS / 2):  # a lease may be shorter than it must be
        step = read_at(with_lease(lab, options), SENT_MS + delay)
        assert ok_values([step], "r1") == ["1"], (
            f"a majority answered the questions sent at {SENT_MS} ms; a read at {SENT_MS + delay:g} ms had to wait"
        )
    server = with_lease(lab, options)
    asked = leadership_questions(server.fire_timer("heartbeat", now=SENT_MS + 90))
    read_at(server, SENT_MS + 92)
    deliver_answer(server, asked, "S2", SENT_MS + 93)
    step = read_at(server, SENT_MS + 130, "r2")
    assert ok_values([step], "r2") == ["1"], (
        f"a majority answered the questions sent at {SENT_MS + 90} ms, which were open when another read "
        f"came; a read at {SENT_MS + 130} ms had to wait"
    )
    server = leader_after_commit(lab, 3, options)
    step = read_at(server, 20)
    assert not ok_values([step], "r1"), "a new leader, whose questions nobody has answered, answered a read at once"


@check(
    points=3,
    depends_on=[test_lease_answers_at_once],
    paper="dissertation §6.4.1",
    ask="at which moment on its own clock did a voter begin its promise, at the latest and at the earliest?",
)
def test_lease_counts_from_sending(lab: Lab) -> None:
    """A lease starts when the questions are sent, not when the answers arrive."""
    for options in LEASE_DEPLOYMENTS:
        with name_options_on_failure(options, needs_lease=True):
            check_lease_counts_from_sending(lab, options)
    check_busy_leases(lab, judge_count_from_sending)


def check_lease_counts_from_sending(lab: Lab, options: Options) -> None:
    """AssertionError if a lease counts from anything but the sending of the questions that were answered."""
    server = with_lease(lab, options, answered_ms=SENT_MS + LEASE_MS - 5)
    step = read_at(server, SENT_MS + PROMISE_MS + 20)  # too late also for a lease that forgets the drift
    assert not ok_values([step], "r1"), (
        f"the questions were sent at {SENT_MS} ms and answered at {SENT_MS + LEASE_MS - 5:g} ms; a read at "
        f"{SENT_MS + PROMISE_MS + 20:g} ms was answered at once"
    )
    server = leader_after_commit(lab, 3, options)
    early = leadership_questions(server.fire_timer("heartbeat", now=SENT_MS))
    server.fire_timer("heartbeat", now=SENT_MS + 50)
    deliver_answer(server, early, "S2", SENT_MS + 60)
    step = read_at(server, SENT_MS + LEASE_MS + 10)
    assert not ok_values([step], "r1"), (
        f"S2 answered the questions sent at {SENT_MS} ms, and not those sent at {SENT_MS + 50} ms; a read at "
        f"{SENT_MS + LEASE_MS + 10:g} ms was answered at once"
    )
    check_question_renews_the_promise(lab)
    server = with_lease(lab, options)
    acknowledge_log(server, 3, 2, now=SENT_MS + LEASE_MS - 5)  # no append was sent after the questions
    step = read_at(server, SENT_MS + LEASE_MS + 20)
    assert not ok_values([step], "r1"), (
        f"S2 acknowledged at {SENT_MS + LEASE_MS - 5:g} ms what S1 had sent by {SENT_MS} ms; a read at "
        f"{SENT_MS + LEASE_MS + 20:g} ms was answered at once"
    )


@check(
    points=3,
    depends_on=[test_lease_answers_at_once],
    paper="dissertation §6.4.1",
    ask="how long is the voters' promise on a clock that runs faster than the leader's?",
)
def test_lease_is_shorter_than_the_promise(lab: Lab) -> None:
    """A lease ends before the promise of a voter whose clock is faster by as much as DRIFT_BOUND allows."""
    for options in LEASE_DEPLOYMENTS:
        with name_options_on_failure(options, needs_lease=True):
            check_lease_is_shorter_than_the_promise(lab, options)
    check_busy_leases(lab, judge_end)


def check_lease_is_shorter_than_the_promise(lab: Lab, options: Options) -> None:
    """AssertionError if a lease is as long as the promise on a faster clock."""
    for delay in (LEASE_MS + 0.5, PROMISE_MS - 1, PROMISE_MS + 1, 10 * PROMISE_MS):
        step = read_at(with_lease(lab, options), SENT_MS + delay)
        assert not ok_values([step], "r1"), (
            f"the questions were sent at {SENT_MS} ms, the promise is {PROMISE_MS} ms on clocks up to {DRIFT_BOUND}"
            f" times as fast; a read at {SENT_MS + delay:g} ms was answered at once"
        )
    server = with_lease(lab, options)
    for number, delay in enumerate((LEASE_MS / 3, LEASE_MS * 2 / 3, LEASE_MS - 1), start=2):
        read_at(server, SENT_MS + delay, f"r{number}")
    step = read_at(server, SENT_MS + LEASE_MS + 10)
    assert not ok_values([step], "r1"), (
        f"the questions were sent at {SENT_MS} ms, and three reads came within the lease; nobody answered any other "
        f"question, and a read at {SENT_MS + LEASE_MS + 10:g} ms was answered at once"
    )
    check_other_election_window(lab, options)
    for promise, longest, interval in ((40, 120, 10), (100, 150, 50), (100, 200, 20), (1000, 3000, 50)):
        options = msgspec.structs.replace(options, electionTimeout=(promise, longest), heartbeatInterval=interval)
        for delay, is_late in ((promise / DRIFT_BOUND + 1, True), (promise / DRIFT_BOUND / 2, False)):
            server = leader_after_commit(lab, 3, options)
            deliver_answer(server, leadership_questions(server.fire_timer("heartbeat", now=SENT_MS)), "S2", SENT_MS + 1)
            step = read_at(server, SENT_MS + delay)
            assert bool(ok_values([step], "r1")) != is_late, (
                f"the questions were sent at {SENT_MS} ms, and the promise is {promise} ms in a cluster whose election "
                f"timeout is {promise} to {longest} ms; a read at {SENT_MS + delay:g} ms "
                f"{'was answered at once' if is_late else 'had to wait'}"
            )


def check_other_election_window(lab: Lab, options: Options) -> None:
    """AssertionError if a lease goes by the option where the shortest election timeout is another."""
    server = leader_after_commit(lab, 3, options, front_layer="election_window_stub.py")
    deliver_answer(server, leadership_questions(server.fire_timer("heartbeat", now=SENT_MS)), "S2", SENT_MS + 1)
    delay = PROMISE_MS / 2 / DRIFT_BOUND + 1
    step = read_at(server, SENT_MS + delay)
    assert not ok_values([step], "r1"), (
        f"the questions were sent at {SENT_MS} ms; electionWindow()[0] is {PROMISE_MS // 2} ms in this cluster, half "
        f"of the option; a read at {SENT_MS + delay:g} ms was answered at once"
    )


def check_question_renews_the_promise(lab: Lab) -> None:
    """AssertionError if a voter counts its promise from an earlier message than the leader's last question."""
    for options in (LEASE_READS, msgspec.structs.replace(LEASE_READS, preVote=True)):
        voter = lab.place("S1", term=2, log=(FIRST,), commit_index=1, options=options)
        voter.deliver(AppendEntries(2, "S2", 1, 1, (), 1), now=SENT_MS)
        voter.deliver(ConfirmLeadership(2, "S2", 7), now=SENT_MS + PROMISE_MS - 10)
        asked_ms = SENT_MS + PROMISE_MS + 20
        story = (
            f"S1 heard S2, the leader of term 2, at {SENT_MS} ms, and a question of it at "
            f"{SENT_MS + PROMISE_MS - 10:g} ms, whose answer may be a lease"
        )
        check_vote_is_refused(voter, asked_ms, story)
        read_at(voter, asked_ms + 1)
        check_vote_is_refused(voter, asked_ms + 2, f"{story}; then a client read at S1")
        voter.deliver(ReadIndexReply(2, "S2", "r1", READ, 1), now=asked_ms + 3)
        check_vote_is_refused(voter, asked_ms + 4, f"{story}; then a client read at S1, and S2 gave an index for that")


def check_vote_is_refused(voter: PlacedServer, now: float, story: str) -> None:
    """AssertionError if a voter of term 2 that keeps a promise grants its vote to another server."""
    voter.deliver(RequestVote(3, "S3", 5, 2), now=now)
    assert (voter.currentTerm, voter.votedFor) == (2, None), (
        f"{story}. At {now:g} ms S3 asked for a vote in term 3: S1 was in term {voter.currentTerm}, and its vote "
        f"{voter.votedFor or 'free'}."
    )


LEASE_ROWS = (
    ("S1 S2 S3 + S4 S5", "S4 S5"),
    ("S1 S2 S3 | S1 S4 S5", "S2 S3"),
    ("S1 S4 S5 | S1 S2 S3", "S2 S3"),
    ("S2 S3 S4", "S2"),
    ("S1 S2 S3 S4", "S2"),
)
"""A configuration, and servers whose answers are no lease."""


def check_lease_of_the_configuration(lab: Lab, options: Options) -> None:
    """AssertionError if too few voters of the configuration, or of one side, make a lease."""
    for configuration, too_few in LEASE_ROWS:
        server = place_configured_server(
            lab, 2, (2, configuration), commit_index=1, machine={"x": "1"}, options=options
        )
        first = read_at(server, SENT_MS, "r2")
        asked = leadership_questions(first) or leadership_questions(server.fire_timer("heartbeat", now=SENT_MS))
        for who in too_few.split():
            deliver_answer(server, asked, who, SENT_MS + 1)
            server.deliver(AppendEntriesReply(2, who, True, 1, 2), now=SENT_MS + 1)
        step = read_at(server, SENT_MS + 2)
        assert not ok_values([step], "r1"), (
            f"configuration {configuration}: {too_few} alone answered S1 and stored its log, and a read was answered "
            "at once, as if S1 had a lease"
        )


@check(
    points=2,
    depends_on=[test_lease_answers_at_once],
    paper="dissertation §6.4.1",
    ask="how many servers have made the promise?",
)
def test_lease_needs_a_majority(lab: Lab) -> None:
    """A lease needs answers of a majority: one follower of four is not enough."""
    for options in LEASE_DEPLOYMENTS:
        with name_options_on_failure(options, needs_lease=True):
            check_lease_needs_a_majority(lab, options)


def check_lease_needs_a_majority(lab: Lab, options: Options) -> None:
    """AssertionError if too few servers make a lease."""
    check_lease_of_the_configuration(lab, options)
    server = leader_after_commit(lab, 5, options)
    asked = leadership_questions(server.fire_timer("heartbeat", now=SENT_MS))
    deliver_answer(server, asked, "S2", SENT_MS + 1)
    step = read_at(server, SENT_MS + 10)
    assert not ok_values([step], "r1"), "one of four followers had answered, and a read was answered at once"
    server = with_lease(lab, options, cluster=5)
    later = leadership_questions(server.fire_timer("heartbeat", now=SENT_MS + 50))
    deliver_answer(server, later, "S2", SENT_MS + 51)
    step = read_at(server, SENT_MS + LEASE_MS + 10)
    assert not ok_values([step], "r1"), (
        f"two of four followers had answered the questions sent at {SENT_MS} ms, and one those sent at "
        f"{SENT_MS + 50} ms; a read at {SENT_MS + LEASE_MS + 10:g} ms was answered at once"
    )


@check(
    points=3,
    depends_on=[test_lease_answers_at_once],
    explained_by=["test_own_term_first"],
    safety="Linearizability",
    paper="§8; dissertation §6.4, §6.4.1",
    ask="what does a lease say about other leaders, and what about the entries of earlier ones?",
)
def test_lease_needs_the_own_term(lab: Lab) -> None:
    """With a lease too, a new leader answers no read before it has committed an entry of its own term."""
    for options in LEASE_DEPLOYMENTS:
        with name_options_on_failure(options, needs_lease=True):
            check_lease_needs_the_own_term(lab, options)


def check_lease_needs_the_own_term(lab: Lab, options: Options) -> None:
    """AssertionError if a new leader with a lease answers before it has committed an entry of its term."""
    server = elect_leader(lab, 3, options, log=(FIRST, SECOND))  # x=2 may be committed: a client may know it
    asked = leadership_questions(server.fire_timer("heartbeat", now=SENT_MS))
    confirmed = deliver_answer(server, asked, "S2", SENT_MS + 1)
    read = read_at(server, SENT_MS + 5)
    assert not ok_values([confirmed, read], "r1"), (
        "S1 has a lease, no entry of its term 2 is committed yet, and a client that had sent a read heard ok"
    )
    asked_by = server.deliver(ReadIndex(2, "S3", "r3", READ), now=SENT_MS + 6)
    given = sent_read_indexes([asked_by])
    assert all(index >= 3 for index in given), (
        "S1 has a lease, its log ends with its no-op at index 3, and index 2 may be committed; S3 asked for the index "
        f"of a read, and S1 gave {given}"
    )
    late = read_at(server, SENT_MS + LEASE_MS + 0.5, "r4")
    committed = acknowledge_log(server, 3, 3, now=SENT_MS + LEASE_MS + 0.7)
    assert committed is not None and not ok_values([late, committed], "r4"), (
        f"the questions were sent at {SENT_MS} ms; r4 read {LEASE_MS + 0.5:g} ms later, before an entry of its term "
        "was committed, and was answered once that was, though nobody had confirmed it"
    )
    asked = leadership_questions(server.fire_timer("heartbeat", now=SENT_MS + LEASE_MS + 1))
    deliver_answer(server, asked, "S2", SENT_MS + LEASE_MS + 2)
    later = read_at(server, SENT_MS + LEASE_MS + 12, "r2")
    values = ok_values([committed, later], "r2")
    if values != ["2"]:
        raise CheckFailure(
            f"index 3 is committed and x is 2; a read on the lease heard {answers_text([committed, later], 'r2')}",
            safety="Linearizability" if {*values} - {"2"} else "",
        )


@check(
    points=3,
    depends_on=[test_lease_answers_at_once],
    paper="dissertation §6.4.1",
    ask="what may have happened between the two times at which this server led?",
)
def test_leadership_ends_with_its_lease(lab: Lab) -> None:
    """A server that leads again does not use the lease of its earlier leadership."""
    for options in LEASE_DEPLOYMENTS:
        with name_options_on_failure(options, needs_lease=True):
            check_leadership_ends_with_its_lease(lab, options)
    check_busy_leases(lab, judge_step_down)


def check_leadership_ends_with_its_lease(lab: Lab, options: Options) -> None:
    """AssertionError if a lease outlives its leadership."""
    server = with_lease(lab, options)
    server.deliver(AppendEntries(3, "S2", 2, 2, (), 2), now=SENT_MS + 10)
    win_election(server, 4, SENT_MS + 20)
    acknowledge_log(server, 3, 3, now=SENT_MS + 22)
    assert server.role == "leader"
    step = read_at(server, SENT_MS + 30)
    assert not ok_values([step], "r1"), "S1 leads term 4 and answered a read at once, on the lease of term 2"
    server = leader_after_commit(lab, 3, options)
    asked = leadership_questions(server.fire_timer("heartbeat", now=SENT_MS))
    server.deliver(AppendEntries(3, "S2", 2, 2, (), 2), now=SENT_MS + 10)
    win_election(server, 4, SENT_MS + 20)
    acknowledge_log(server, 3, 3, now=SENT_MS + 22)
    if "S3" in asked:
        server.deliver(asked["S3"].refusal(4, "S3"), now=SENT_MS + 25)  # S3 is in term 4: the question is old
    step = read_at(server, SENT_MS + 30)
    assert server.role == "leader" and not ok_values([step], "r1"), (
        f"S1 leads term 4; S3 refused the question that S1 had sent at {SENT_MS} ms, in term 2; then S1 answered a "
        "read at once"
    )


@check(
    points=1,
    depends_on=[test_lease_answers_at_once],
    paper="dissertation §6.4.1",
    ask="what may a server without a lease still do?",
)
def test_without_a_lease_a_round_confirms(lab: Lab) -> None:
    """A read after the end of the lease is confirmed by a round."""
    for options in LEASE_DEPLOYMENTS:
        with name_options_on_failure(options, needs_lease=True):
            check_without_a_lease_a_round_confirms(lab, options)


def check_without_a_lease_a_round_confirms(lab: Lab, options: Options) -> None:
    """AssertionError if a round does not confirm a read after the lease."""
    server = with_lease(lab, options)
    read = read_at(server, SENT_MS + 500)
    asked = leadership_questions(read) or leadership_questions(server.fire_timer("heartbeat", now=SENT_MS + 501))
    steps = [read, deliver_answer(server, asked, "S2", SENT_MS + 502)]
    assert ok_values(steps, "r1") == ["1"], f"a round confirmed the read; the client heard {answers_text(steps, 'r1')}"


@check(
    points=3,
    depends_on=[test_lease_answers_at_once],
    paper="dissertation §6.4.1",
    ask="what does this clock tell about the time since the questions were sent?",
)
def test_clock_that_was_set_back_is_no_lease(lab: Lab) -> None:
    """After a clock was set back, only questions that are sent after that can start a lease."""
    for options in LEASE_DEPLOYMENTS:
        with name_options_on_failure(options, needs_lease=True):
            check_clock_that_was_set_back_is_no_lease(lab, options)
    check_busy_leases(lab, judge_clock_set_back)


def check_clock_that_was_set_back_is_no_lease(lab: Lab, options: Options) -> None:
    """AssertionError if a clock that was set back gives a lease."""
    server = with_lease(lab, options)
    server.clock_ms = SENT_MS - 0.5
    step = read_at(server, SENT_MS - 0.5)
    assert not ok_values([step], "r1"), (
        f"the questions were sent at {SENT_MS} ms; the clock was set back to {SENT_MS - 0.5} ms, and a read was "
        "answered at once"
    )
    server = with_lease(lab, options)
    server.clock_ms = SENT_MS - 60
    step = read_at(server, SENT_MS - 60)
    assert not ok_values([step], "r1"), (
        f"the questions were sent at {SENT_MS} ms; the clock was set back to {SENT_MS - 60} ms, and a read was "
        "answered at once"
    )
    server.fire_timer("heartbeat", now=SENT_MS - 10)
    step = read_at(server, SENT_MS + 10, "r2")
    assert not ok_values([step], "r2"), (
        f"the clock was set back by more than 60 ms, and nobody has answered since; at {SENT_MS + 10} ms of the wrong "
        "clock a read was answered at once"
    )
    asked = leadership_questions(step) or leadership_questions(server.fire_timer("heartbeat", now=SENT_MS + 40))
    steps = [step, deliver_answer(server, asked, "S2", SENT_MS + 41)]
    assert ok_values(steps, "r2") == ["1"], f"a round was confirmed; the client heard {answers_text(steps, 'r2')}"
    for answers in (1, 2):
        server = leader_after_commit(lab, 3, options)
        asked = leadership_questions(server.fire_timer("heartbeat", now=SENT_MS))
        if answers == 2:
            deliver_answer(server, asked, "S2", SENT_MS + 1)
        server.clock_ms = SENT_MS - 60
        server.fire_timer("heartbeat", now=SENT_MS - 10)
        deliver_answer(server, asked, "S2", SENT_MS + 10)
        step = read_at(server, SENT_MS + 11)
        assert not ok_values([step], "r1"), (
            f"questions sent at {SENT_MS} ms were open, and the clock was set back to {SENT_MS - 60} ms; once it had "
            f"caught up, {'a copy of the' if answers == 2 else 'the'} answer came, and a read was answered at once. "
            "How old were the questions?"
        )


@check(
    points=3,
    depends_on=[test_lease_answers_at_once],
    paper="dissertation §3.10, §6.4.1",
    ask="which promise of a voter does a transfer of the leadership set aside?",
)
def test_no_lease_after_a_transfer_began(lab: Lab) -> None:
    """After giveUpLease no read of this leadership is answered by the clock; the next leadership may have a lease."""
    for options in LEASE_DEPLOYMENTS:
        with name_options_on_failure(options, needs_lease=True):
            check_no_lease_after_a_transfer_began(lab, options)
    check_busy_leases(lab, judge_given_up)


def check_no_lease_after_a_transfer_began(lab: Lab, options: Options) -> None:
    """AssertionError if a lease that was given up is used."""
    server = with_lease(lab, options)
    server.call("giveUpLease", now=SENT_MS + 10)
    server.call("giveUpLease", now=SENT_MS + 11)  # another transfer
    given = sent_read_indexes([server.deliver(ReadIndex(2, "S3", "r9", READ), now=SENT_MS + 12)])
    assert not given, f"S1 had given up its lease; S3 asked for the index of a read, and S1 gave {given} at once"
    step = read_at(server, SENT_MS + 15)
    assert not ok_values([step], "r1"), "S1 had given up its lease, and answered a read at once"
    asked = leadership_questions(step) or leadership_questions(server.fire_timer("heartbeat", now=SENT_MS + 20))
    steps = [step, deliver_answer(server, asked, "S2", SENT_MS + 25)]
    assert ok_values(steps, "r1") == ["1"], f"a round was confirmed; the client heard {answers_text(steps, 'r1')}"
    assert sent_read_indexes(steps) == [2], (
        "S1 had given up its lease; S3 asked for an index, a later round was confirmed, and S1 gave "
        f"{sent_read_indexes(steps)}"
    )
    for number in (2, 3):
        step = read_at(server, SENT_MS + 20 + 5 * number, f"r{number}")
        assert not ok_values([step], f"r{number}"), (
            f"S1 had given up its lease; rounds confirmed after that: {number - 1}; then a read was answered at once. "
            "Who may lead by now?"
        )
        asked = leadership_questions(step) or leadership_questions(
            server.fire_timer("heartbeat", now=SENT_MS + 22 + 5 * number)
        )
        deliver_answer(server, asked, "S2", SENT_MS + 23 + 5 * number)
    for index in range(3, 7):
        server.propose(Command("put", "y", "1", client="w1", sequence=index), now=SENT_MS + 100 * index)
        acknowledge_log(server, 3, index, now=SENT_MS + 100 * index + 1)
    deliver_answer(
        server, leadership_questions(server.fire_timer("heartbeat", now=SENT_MS + 5000)), "S2", SENT_MS + 5001
    )
    step = read_at(server, SENT_MS + 5010, "r4")
    assert not ok_values([step], "r4"), (
        "S1 gave up its lease 5 s ago and still leads; a read was answered at once. When does a TimeoutNow arrive, at "
        "the latest?"
    )
    server.deliver(AppendEntries(3, "S2", 6, 2, (), 6), now=SENT_MS + 5040)
    win_election(server, 4, SENT_MS + 5400)
    acknowledge_log(server, 3, 7, now=SENT_MS + 5402)
    asked = leadership_questions(server.fire_timer("heartbeat", now=SENT_MS + 5450))
    deliver_answer(server, asked, "S3", SENT_MS + 5451)
    step = read_at(server, SENT_MS + 5460, "r3")
    assert ok_values([step], "r3") == ["1"], "S1 leads again, with a new lease, and a read had to wait"
    check_give_up_without_lease(lab, options)


def check_give_up_without_lease(lab: Lab, options: Options) -> None:
    """AssertionError if a leader has a lease that gave it up before it had one, or when it had ended."""
    for words, given_up, asked_at in (
        ("before it had one", SENT_MS - 50, SENT_MS),
        ("when it had ended", SENT_MS + LEASE_MS + 10, SENT_MS + 500),
    ):
        server = leader_after_commit(lab, 3, options) if given_up < SENT_MS else with_lease(lab, options)
        server.call("giveUpLease", now=given_up)
        deliver_answer(server, leadership_questions(server.fire_timer("heartbeat", now=asked_at)), "S2", asked_at + 1)
        step = read_at(server, asked_at + 5)
        assert not ok_values([step], "r1"), (
            f"S1 gave up its lease {words}; then a round was confirmed, and a read was answered at once. What may be "
            "on its way to another server?"
        )
