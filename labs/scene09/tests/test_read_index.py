"""Reads that a majority confirms."""

import itertools

import msgspec

from raftlab.checks import check
from raftlab.checks.deployments import CLUSTER_SIZES
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene07.members import parse_change_request, place_configured_server
from raftlab.labs.scene09.messages import ConfirmLeadershipReply, ReadIndex
from raftlab.labs.scene09.read_fixtures import (
    FIRST,
    INDEX_READS,
    LEASE_DEPLOYMENTS,
    LEASE_READS,
    READ,
    READ_DEPLOYMENTS,
    SECOND,
    TERM,
    acknowledge_log,
    answers_of,
    answers_text,
    confirm_leadership,
    deliver_answer,
    elect_leader,
    leader_after_commit,
    leadership_questions,
    make_get_command,
    name_options_on_failure,
    ok_values,
    sent_read_indexes,
)
from raftlab.server import OK, UNKNOWN, AppendEntries, Command, Entry, Options, RequestVoteReply

READS = 12
"""Reads, one after the other, each with a round of its own."""
ROUNDS = 100
"""Rounds of one leadership."""
WAITING_READS = 40
"""Reads that wait at the same time."""
AN_HOUR_MS = 3_600_000.0
ROUND_CLUSTERS = (5, 7, 9, 6)
"""Clusters in which an answer to one of two rounds does not complete the other."""
LOST_ROUNDS = 20
"""Rounds whose questions are lost, one after the other."""


@check(
    points=6,
    paper="§8; dissertation §6.4",
    ask="may another server lead a newer term at this moment?",
    gate_reason="who answers without a confirmation has no confirmation to check",
)
def test_read_waits_for_confirmation(lab: Lab) -> None:
    """A leader does not answer a read before a majority has confirmed it, and then with the value."""
    for options in READ_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_read_waits(lab, options)
    passed = leader_after_commit(lab)
    steps = [
        passed.propose(make_get_command(), now=2),
        passed.propose(Command("put", "x", "2", client="w1", sequence=1), now=2),
    ]
    steps += [acknowledge_log(passed, 3, 3, now=3) or steps[-1], *confirm_leadership(passed, steps[0], now=4)]
    assert ok_values(steps, "r1") in (["1"], ["2"]), (
        f"a read came, x=2 was committed, and a round that began after the read was confirmed; r1 heard "
        f"{answers_text(steps, 'r1')}"
    )
    missing = leader_after_commit(lab)
    read = missing.propose(make_get_command(key="y"), now=2)
    steps = confirm_leadership(missing, read)
    assert ok_values(steps, "r1") == [None], f"y is absent, and the client heard {answers_text(steps, 'r1')}"


def check_read_waits(lab: Lab, options: Options) -> None:
    """AssertionError if a read is answered before a majority confirmed it, or not then."""
    server = leader_after_commit(lab, options=options)
    read = server.propose(make_get_command(), now=2)
    assert not ok_values([read], "r1"), "S1 answered the read in the event in which it arrived: nobody confirmed it"
    steps = confirm_leadership(server, read)
    assert ok_values(steps, "r1") == ["1"], (
        f"after S2 confirmed the round, the client heard {answers_text(steps, 'r1')}"
    )


@check(
    points=3,
    depends_on=[test_read_waits_for_confirmation],
    paper="dissertation §6.4",
    ask="which servers could still follow a newer leader?",
)
def test_every_follower_is_asked(lab: Lab) -> None:
    """The question goes to every follower, with a number that no earlier round had."""
    for cluster, reads in ((5, READS), (9, 2)):
        server = leader_after_commit(lab, cluster)
        numbers: list[int] = []
        for number in range(1, reads + 1):
            step = server.propose(make_get_command(f"r{number}"), now=2)
            asked = leadership_questions(step) or leadership_questions(server.fire_timer("heartbeat", now=2))
            assert sorted(asked) == [f"S{other}" for other in range(2, cluster + 1)], (
                f"{cluster} servers: the questions went to {', '.join(sorted(asked)) or 'nobody'}"
            )
            rounds = {question.round for question in asked.values()}
            assert len(rounds) == 1, f"the questions of one round have the numbers {sorted(rounds)}"
            numbers += rounds
        assert numbers == sorted(set(numbers)), f"the rounds of {reads} reads have the numbers {numbers}"
    check_many_rounds(lab)
    check_new_server_is_asked(lab)
    longer = elect_leader(lab, log=(FIRST, SECOND, SECOND))
    acknowledge_log(longer, 3, longer.lastIndex)
    step = longer.propose(make_get_command(), now=2)
    for question in (
        leadership_questions(step) or leadership_questions(longer.fire_timer("heartbeat", now=2))
    ).values():
        assert (question.term, question.leaderId) == (TERM, "S1"), (
            f"S1 leads term {TERM}; its question says that {question.leaderId} leads term {question.term}"
        )


def check_many_rounds(lab: Lab) -> None:
    """AssertionError if a number comes back in a leadership, or a later round asks nobody."""
    server = leader_after_commit(lab)
    newest = 0
    for number in range(1, ROUNDS + 1):
        step = server.propose(make_get_command(), now=number)
        asked = leadership_questions(step) or leadership_questions(server.fire_timer("heartbeat", now=number))
        assert "S2" in asked, f"S1 has sent {number - 1} rounds, all answered; a read came, and nobody was asked"
        assert asked["S2"].round > newest, (
            f"S1 leads one term; its rounds had numbers up to {newest}, and the next one has {asked['S2'].round}"
        )
        newest = asked["S2"].round
        heard = ok_values([step, deliver_answer(server, asked, "S2", number)], "r1")
        assert heard == ["1"], f"S2 answered round {newest}; the client heard {heard or 'nothing'}"
    step = server.propose(make_get_command("r2"), now=ROUNDS + 1)
    asked = leadership_questions(step) or leadership_questions(server.fire_timer("heartbeat", now=ROUNDS + 1))
    steps = [server.propose(make_get_command("r3"), now=ROUNDS + 2), deliver_answer(server, asked, "S2", ROUNDS + 3)]
    assert not ok_values(steps, "r3"), (
        f"S1 has sent {ROUNDS} rounds; r2 read, a round was sent, and then r3 read: an answer to that round confirmed "
        "the read of r3"
    )


def check_new_server_is_asked(lab: Lab) -> None:
    """AssertionError if a server that joins in this leadership is not asked."""
    server = place_configured_server(lab, 2, 2, commit_index=2, machine={"x": "1"}, options=INDEX_READS)
    confirm_leadership(server, server.propose(make_get_command(), now=2))
    server.reconfigure(parse_change_request("learner S4"), now=4)
    step = server.propose(make_get_command("r2"), now=5)
    asked = leadership_questions(step) or leadership_questions(server.fire_timer("heartbeat", now=5))
    assert sorted(asked) == ["S2", "S3", "S4"], (
        f"S4 joined as a learner, in this leadership of S1; its next questions went to {', '.join(sorted(asked))}"
    )


@check(
    points=6,
    depends_on=[test_read_waits_for_confirmation],
    paper="dissertation §6.4",
    ask="when was the question sent that this answer is for, and when did the read arrive?",
)
def test_confirmed_after_arrival(lab: Lab) -> None:
    """An answer to a question that was sent before the read arrived does not confirm the read."""
    # What a clock shows orders no events: the question was sent before, also where the time is the same. A lease of the
    # early round ends before the second read.
    rows = [(INDEX_READS, 13), (INDEX_READS, 12), *((options, 600) for options in READ_DEPLOYMENTS[1:])]
    for options, second_ms in rows:
        with name_options_on_failure(options):
            check_earlier_round(lab, options, second_ms)
    for options in LEASE_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_round_of_the_heartbeat(lab, options)
    server = leader_after_commit(lab)
    write = server.propose(Command("put", "x", "2", client="w1", sequence=1), now=10)
    read = server.propose(make_get_command(), now=12)
    steps = [write, read, acknowledge_log(server, 3, 3, now=13) or read]
    assert not ok_values(steps, "r1"), (
        "S1 sent S2 an entry at 10 ms, a read came at 12 ms, and at 13 ms S2 acknowledged the entry, which is then "
        "committed: the read was answered. When did S2 send that acknowledgement?"
    )
    server = leader_after_commit(lab)
    first = server.propose(make_get_command("r1"), now=12)
    steps = [first, *confirm_leadership(server, first, now=13)]
    later = server.propose(make_get_command("r2"), now=14)
    assert ok_values(steps, "r1") == ["1"] and not ok_values([later], "r2"), (
        "a round confirmed the read of r1 at 13 ms; r2 read at 14 ms, and was answered though nobody was asked since"
    )


def check_round_of_the_heartbeat(lab: Lab, options: Options) -> None:
    """AssertionError if answers to a round that no read began confirm a read that comes after it."""
    server = leader_after_commit(lab, options=options)
    early = leadership_questions(server.fire_timer("heartbeat", now=12))
    steps = [server.propose(make_get_command(), now=600)]
    steps += [deliver_answer(server, early, who, 601) for who in ("S2", "S3")]
    assert not ok_values(steps, "r1"), (
        "a heartbeat sent a round at 12 ms, and r1 read at 600 ms: two answers to that round confirmed the read"
    )


def check_earlier_round(lab: Lab, options: Options, second_ms: int) -> None:
    """AssertionError if answers to a round of 12 ms confirm a read that comes after it."""
    server = leader_after_commit(lab, options=options)
    first = server.propose(make_get_command("r1"), now=12)
    early = leadership_questions(first) or leadership_questions(server.fire_timer("heartbeat", now=12))
    second = server.propose(make_get_command("r2"), now=second_ms)
    steps = [second, *(deliver_answer(server, early, who, 14) for who in ("S2", "S3"))]
    assert not ok_values(steps, "r2"), (
        f"a round was sent at 12 ms, and then r2 read, at {second_ms} ms of the same "
        "clock: two answers to that round confirmed the read of r2"
    )
    after = [*steps, first, *confirm_leadership(server, second, now=second_ms + 2)]
    for client in ("r1", "r2"):
        heard = answers_text(after, client)
        assert ok_values(after, client) == ["1"], (
            f"a majority answered a round after {client}'s read; {client} heard {heard}"
        )


@check(
    points=5,
    depends_on=[test_read_waits_for_confirmation],
    paper="§5.2; dissertation §6.4",
    ask="how many servers, with the leader, have answered this round?",
)
def test_only_a_majority_confirms(lab: Lab) -> None:
    """A round is confirmed by a majority of different servers, the leader included, and by no fewer."""
    for cluster, options in itertools.product(sorted({2, *CLUSTER_SIZES}), READ_DEPLOYMENTS):
        with name_options_on_failure(options):
            check_majority(lab, cluster, cluster // 2, options)
    for cluster, options in zip(ROUND_CLUSTERS, READ_DEPLOYMENTS, strict=False):  # without a lease
        with name_options_on_failure(options):
            check_two_rounds(lab, cluster, options)
    server = leader_after_commit(lab, 5)
    read = server.propose(make_get_command(), now=2)
    steps = [read]
    for beat in (1, 2, 3):  # S2 alone answers, in each round
        asked = server.fire_timer("heartbeat", now=50 * beat)
        steps += [asked, deliver_answer(server, leadership_questions(asked), "S2", 50 * beat + 1)]
    assert not ok_values(steps, "r1"), (
        "of four followers S2 alone had answered, in each of three rounds, and the client heard ok"
    )


def check_two_rounds(lab: Lab, cluster: int, options: Options) -> None:
    """AssertionError if the answers to an earlier round count for a later one, when both are open."""
    is_new = cluster % 2 == 0  # no entry of its term is committed before the end
    server = elect_leader(lab, cluster, options) if is_new else leader_after_commit(lab, cluster, options)
    start = (2, AN_HOUR_MS)[cluster % 4 == 1]
    rounds, steps = [], []
    for number in (1, 2):
        steps += [server.propose(make_get_command(f"r{number}"), now=start + number)]
        rounds.append(
            leadership_questions(steps[-1]) or leadership_questions(server.fire_timer("heartbeat", now=start + number))
        )
    early, late = rounds
    *first, last = [f"S{number}" for number in range(2, cluster // 2 + 2)]
    steps += [deliver_answer(server, early, who, start + 3) for who in first]
    steps += [deliver_answer(server, late, f"S{cluster}", start + 4), deliver_answer(server, early, last, start + 4)]
    steps += [server.deliver(ReadIndex(TERM, "S2", "r8", READ), now=start + 4)]
    steps += [deliver_answer(server, late, f"S{cluster}", start + 5)]
    steps += [acknowledge_log(server, cluster, server.lastIndex, now=start + 6) or steps[-1]]
    assert not ok_values(steps, "r2"), (
        f"{cluster} servers: r1 read, and a round was sent; r2 read, and another was sent; a majority answered the "
        f"first, and S{cluster} alone the second: r2 heard {answers_text(steps, 'r2')}"
    )
    given = sent_read_indexes(steps)
    assert not given, f"{cluster} servers: S2 asked for an index, nobody answered a later round, and S1 gave {given}"


def check_majority(lab: Lab, cluster: int, needed: int, options: Options) -> None:
    """AssertionError if fewer than `needed` followers confirm a read, or that many do not."""
    server = leader_after_commit(lab, cluster, options)
    read = server.propose(make_get_command(), now=2)
    asked = leadership_questions(read) or leadership_questions(server.fire_timer("heartbeat", now=2))
    steps = []
    for number in range(needed):
        assert not ok_values(steps, "r1"), f"{number} of {cluster - 1} followers had answered, and the client heard ok"
        steps += [deliver_answer(server, asked, f"S{number + 2}", 3)]
        if number + 1 < needed:
            steps += [deliver_answer(server, asked, f"S{number + 2}", 3)]  # a copy
    heard = answers_text(steps, "r1")
    assert ok_values(steps, "r1") == ["1"], f"{needed} of {cluster - 1} followers had answered; heard: {heard}"


@check(
    points=4,
    depends_on=[test_read_waits_for_confirmation],
    paper="§5.1; dissertation §6.4",
    ask="what does an answer of a newer term say about the leader?",
)
def test_refusal_does_not_confirm(lab: Lab) -> None:
    """An answer of a newer term is no confirmation: it ends the leadership."""
    server = leader_after_commit(lab)
    read = server.propose(make_get_command(), now=2)
    asked = leadership_questions(read) or leadership_questions(server.fire_timer("heartbeat", now=2))
    number = asked["S2"].round if "S2" in asked else 0
    step = server.deliver(ConfirmLeadershipReply(server.currentTerm + 1, "S2", number), now=3)
    assert not ok_values([step], "r1"), "S2 answered in a newer term, and the client heard ok"


@check(
    points=6,
    depends_on=[test_read_waits_for_confirmation],
    paper="§8; dissertation §6.4, step 1",
    ask="which committed entries may be unknown to a new leader, and until when?",
)
def test_own_term_first(lab: Lab) -> None:
    """A new leader answers no read before it has committed an entry of its own term and applied all before it."""
    for cluster, options in zip((3, 5, 4, 7, 3, 2, 9), READ_DEPLOYMENTS, strict=True):
        with name_options_on_failure(options):
            check_own_term_first(lab, options, cluster)
    server = leader_after_commit(lab)
    server.compact(2)
    read = server.propose(make_get_command(), now=4)
    steps = [read, *confirm_leadership(server, read, now=5)]
    assert ok_values(steps, "r1") == ["1"], (
        f"S1 has committed its no-op, and a snapshot covers its whole log; a read was confirmed, and the client "
        f"heard {answers_text(steps, 'r1')}"
    )


def check_own_term_first(lab: Lab, options: Options, cluster: int = 3) -> None:
    """AssertionError if a new leader answers before an entry of its own term is committed, or not after that."""
    # x=2 may be committed: the leader before it may have told a client
    server = elect_leader(lab, cluster, options, log=(FIRST, SECOND))
    read = server.propose(make_get_command(), now=2)
    steps = [read, *confirm_leadership(server, read, cluster)]
    assert not ok_values(steps, "r1"), "no entry of term 2 is committed yet, and the client heard ok"
    committed = acknowledge_log(server, cluster, 3, now=4)
    assert committed is not None
    steps = [*steps, committed]
    if not any(reply.outcome != OK for reply in answers_of(steps, "r1")):  # it may also refuse what it cannot answer
        again = [*steps, server.fire_timer("heartbeat", now=60)]
        asked = leadership_questions(again[-1])
        again += [deliver_answer(server, asked, f"S{number}", 61) for number in range(2, cluster // 2 + 2)]
        assert ok_values(again, "r1") == ["2"], f"x=2 is committed; the client heard {answers_text(again, 'r1')}"
    later = server.propose(make_get_command("r2"), now=70)
    steps = [later, *confirm_leadership(server, later, cluster, now=71)]
    assert ok_values(steps, "r2") == ["2"], (
        f"a read after the commit of index 3 heard {answers_text(steps, 'r2')}; x is 2"
    )


@check(
    points=5,
    depends_on=[test_read_waits_for_confirmation],
    paper="§8",
    ask="this server cannot answer the read any more: how does the client learn that?",
)
def test_every_read_ends(lab: Lab) -> None:
    """Each read is answered once: refused by a server that does not lead, and when the leadership ends."""
    follower = lab.place("S1", role="follower", term=2, log=[1], commit_index=1, options=INDEX_READS)
    step = follower.propose(make_get_command(), now=1)
    assert [reply.outcome == OK for reply in answers_of([step], "r1")] == [False], (
        f"a follower was asked, and the client heard {answers_text([step], 'r1')}"
    )
    newborn = lab.place("S1", options=INDEX_READS)
    step = newborn.propose(make_get_command(), now=1)
    assert [reply.outcome == OK for reply in answers_of([step], "r1")] == [False], (
        f"a follower of term 0, with an empty log, was asked; the client heard {answers_text([step], 'r1')}"
    )
    for role in ("candidate", "pre-candidate"):
        server = lab.place("S1", role=role, term=2, log=[1], commit_index=1, options=INDEX_READS)
        step = server.propose(make_get_command(), now=1)
        assert [reply.outcome == OK for reply in answers_of([step], "r1")] == [False], (
            f"a {role} was asked, and the client heard {answers_text([step], 'r1')}"
        )
        asked = [to for to, _ in step.sent_messages]
        assert not asked, f"a client read at S1, a {role}; S1 then sent something to {', '.join(asked)}"
    for options in READ_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_reads_end(lab, options)
    server = leader_after_commit(lab)
    reads = [server.propose(make_get_command(client), now=2) for client in ("r1", "r2")]
    write = server.propose(Command("put", "x", "9", client="w1", sequence=1), now=2)
    request = AppendEntries(3, "S2", 2, 2, (), 0)
    over = server.deliver(request, now=3)
    for client in ("r1", "r2"):
        heard = answers_of([*reads, over], client)
        assert [reply.outcome == OK for reply in heard] == [False], (
            f"S1 follows S2 in term 3; {client}, whose read was pending, heard {answers_text([*reads, over], client)}"
        )
    assert [reply.outcome for reply in answers_of([write, over], "w1")] == [UNKNOWN], (
        f"S1 follows S2 in term 3; w1, whose put may still be committed, heard {answers_text([write, over], 'w1')}"
    )
    steps = [server.fire_timer("election", now=400), server.deliver(RequestVoteReply(4, "S3", True), now=401)]
    read = server.propose(make_get_command("r3"), now=402)
    steps += [read, *confirm_leadership(server, read, now=403)]
    late = [reply for client in ("r1", "r2") for reply in answers_of(steps, client)]
    assert not late, f"S1 leads again and answered a read of term 2 once more: {late}"
    busy = leader_after_commit(lab)
    first = busy.propose(make_get_command(), now=2)
    second = busy.propose(msgspec.structs.replace(make_get_command(), sequence=READ + 1), now=3)
    early = deliver_answer(busy, leadership_questions(first), "S2", 3)
    assert READ + 1 not in [reply.sequence for reply in answers_of([second, early], "r1")], (
        f"call {READ} of r1 came and a round was sent; call {READ + 1} came, and S2 answered that round: r1 heard "
        f"{answers_text([second, early], 'r1')}"
    )
    steps = [first, second, early, *confirm_leadership(busy, second, now=4)]
    heard = answers_of(steps, "r1")
    assert sorted((reply.sequence, reply.value) for reply in heard) == [(READ, "1"), (READ + 1, "1")], (
        f"calls {READ} and {READ + 1} of r1 were pending, and a majority confirmed a round after both; r1 heard "
        f"{answers_text(steps, 'r1')}"
    )
    again = busy.propose(make_get_command(), now=5)
    steps = [again, *confirm_leadership(busy, again, now=6)]
    assert ok_values(steps, "r1") == ["1"], (
        f"the answer to call {READ} of r1 was lost, and r1 sent the call again; it heard {answers_text(steps, 'r1')}"
    )
    check_waiting_reads(lab)


def check_reads_end(lab: Lab, options: Options) -> None:
    """AssertionError if a leader that steps down does not refuse each read that waits, once."""
    server = leader_after_commit(lab, options=options)
    reads = [server.propose(make_get_command(f"r{number}"), now=2) for number in range(1, 4)]
    reads += [server.deliver(AppendEntries(3, "S2", 2, 2, (), 0), now=now) for now in (3, 4)]
    for client in ("r1", "r2", "r3"):
        assert [reply.outcome == OK for reply in answers_of(reads, client)] == [False], (
            f"S1 follows S2 in term 3; {client}, whose read was pending, heard {answers_text(reads, client)}"
        )


def check_waiting_reads(lab: Lab) -> None:
    """AssertionError if not each of many reads is answered, with the value of its key."""
    server = leader_after_commit(lab)
    names = [f"r{number}" for number in range(1, WAITING_READS + 1)]
    keys = {name: ("x", "y")[number % 2] for number, name in enumerate(names)}
    steps = [server.propose(make_get_command(name, keys[name]), now=2) for name in names]
    steps += confirm_leadership(server, steps[-1], now=3)
    for name in names:
        expected = "1" if keys[name] == "x" else None
        assert ok_values(steps, name) == [expected], (
            f"{WAITING_READS} reads waited, and a round that began after all was confirmed; {name}, which read "
            f"{keys[name]}, heard {answers_text(steps, name)}"
        )


@check(
    points=3,
    depends_on=[test_read_waits_for_confirmation],
    paper="§5.1",
    ask="what happens to a read whose question is lost?",
)
def test_repeated_with_the_heartbeat(lab: Lab) -> None:
    """If the questions are lost, the next heartbeat asks again, and that round confirms all reads before it."""
    for options, lost in ((INDEX_READS, 0), (INDEX_READS, LOST_ROUNDS), (LEASE_READS, LOST_ROUNDS)):
        with name_options_on_failure(options):
            check_lost_rounds(lab, options, lost)


def check_lost_rounds(lab: Lab, options: Options, lost: int) -> None:
    """AssertionError if two reads get no answer once a round is answered, after so many that were lost."""
    server = leader_after_commit(lab, options=options)
    reads = [server.propose(make_get_command(client), now=2) for client in ("r1", "r2")]
    reads += [server.fire_timer("heartbeat", now=2 + 50 * number) for number in range(1, lost + 1)]
    again = server.fire_timer("heartbeat", now=52 + 50 * lost)
    asked = leadership_questions(again)
    assert "S2" in asked, f"two reads are pending; heartbeat {lost + 1} since sent no question to S2"
    steps = [*reads, again, deliver_answer(server, asked, "S2", 53 + 50 * lost)]
    for client in ("r1", "r2"):
        heard = answers_text(steps, client)
        assert ok_values(steps, client) == ["1"], (
            f"the questions of {lost} heartbeats were lost, those of the next one answered; {client}, which had "
            f"read before, heard {heard}"
        )


@check(points=2, paper="§5.2", ask="how many servers are a majority of one?")
def test_one_server(lab: Lab) -> None:
    """A server that is a majority by itself answers at once, with the empty text too."""
    for options in READ_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_server_alone(lab, options)


def check_server_alone(lab: Lab, options: Options) -> None:
    """AssertionError if the only server does not answer at once, with its value."""
    for value in ("1", ""):
        server = lab.place(
            "S1",
            cluster=1,
            role="leader",
            term=2,
            log=(Entry(1, Command("put", "x", value)), Entry(2)),
            commit_index=2,
            machine={"x": value},
            options=options,
        )
        step = server.propose(make_get_command(), now=2)
        assert ok_values([step], "r1") == [value], (
            f"the only server, which holds x={value or 'the empty text'}, answered {answers_text([step], 'r1')}"
        )
