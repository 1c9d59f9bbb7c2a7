"""Reads at a follower: answered with the index of its leader, and ended when it follows that leader no more."""

import msgspec

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene07.members import place_configured_server
from raftlab.labs.scene09.messages import ConfirmLeadership, ConfirmLeadershipReply, ReadIndex, ReadIndexReply
from raftlab.labs.scene09.read_fixtures import (
    FIRST,
    INDEX_READS,
    LEASE_READS,
    PROMISE_MS,
    READ,
    READ_DEPLOYMENTS,
    SECOND,
    TERM,
    acknowledge_log,
    answers_of,
    answers_text,
    confirm_leadership,
    elect_leader,
    leader_after_commit,
    leadership_questions,
    make_get_command,
    name_options_on_failure,
    ok_values,
    sent_read_indexes,
)
from raftlab.server import OK, AppendEntries, Command, Configuration, Entry, Message, Options, RequestVoteReply

CALLS = (
    ("S3", "r1", READ + 1),
    ("S2", "r1", READ + 1),
    ("S2", "r2", READ + 1),
    ("S2", "r1", TERM),
    ("S2", "r1", READ + 2),
)
"""Reads of followers, (follower, client, sequence), of which two or three differ in one part."""


READERS = 40
"""Clients that read at one follower at the same time."""

WITHOUT_VOTE = (Configuration(("S2", "S3"), ("S1",)), Configuration(("S2", "S3")))
"""S1 learns, and is no member any more."""
JOINT = Configuration(("S1", "S2", "S4"), (), ("S1", "S2", "S3"))


def follower(lab: Lab, options: Options = INDEX_READS, configuration: Configuration | None = None) -> PlacedServer:
    """Return S1, which follows S2 in term 2. It has committed index 1, x=1; index 2 and 3 hold a no-op and x=2.

    Entry 2 may hold a configuration instead.
    """
    log = (FIRST, Entry(TERM, None, configuration), Entry(TERM, SECOND.command))
    return lab.place(
        "S1", role="follower", term=TERM, leader="S2", log=log, commit_index=1, machine={"x": "1"}, options=options
    )


def asked_for(step: ServerStep) -> list[tuple[str, ReadIndex]]:
    """Return whom a step asked for an index, and how."""
    return [(to, message) for to, message in step.sent_messages if isinstance(message, ReadIndex)]


@check(
    points=4,
    paper="dissertation §6.4",
    ask="which server knows what was committed before the read arrived?",
)
def test_follower_asks_its_leader(lab: Lab) -> None:
    """A follower asks its leader for an index, and answers from its own machine once it has applied that index."""
    cases = ((INDEX_READS, None), (LEASE_READS, None), (INDEX_READS, WITHOUT_VOTE[0]), (INDEX_READS, JOINT))
    for options, configuration in cases:
        server = follower(lab, options, configuration)
        server.deliver(AppendEntries(TERM, "S2", 3, TERM, (), 1), now=1)
        read = server.propose(make_get_command(), now=2)
        assert not answers_of([read], "r1"), f"S1 follows S2 and answered at once: {answers_text([read], 'r1')}"
        again = server.deliver(AppendEntries(TERM, "S2", 3, TERM, (), 1), now=2)
        for asked in (asked_for(read) or asked_for(again), asked_for(again)):  # the first may be lost
            seen = ", ".join(f"{to}: {message}" for to, message in asked) or "nobody"
            assert asked == [("S2", ReadIndex(TERM, "S1", "r1", READ))], f"S1 follows S2; it asked for an index: {seen}"
        told = server.deliver(ReadIndexReply(TERM, "S2", "r1", READ, 3), now=3)
        assert not answers_of([told], "r1"), "S2 gave index 3; S1 has applied index 1, and answered"
        part = server.deliver(AppendEntries(TERM, "S2", 3, TERM, (), 2), now=4)
        assert not answers_of([part], "r1"), "S2 gave index 3; S1 has applied index 2, and answered"
        last = server.deliver(AppendEntries(TERM, "S2", 3, TERM, (), 3), now=5)
        heard = answers_text([last], "r1")
        assert ok_values([last], "r1") == ["2"], f"S2 gave index 3, which S1 has applied; the client heard {heard}"
        more = [
            server.propose(make_get_command("r2"), now=6),
            server.deliver(ReadIndexReply(TERM, "S2", "r2", READ, 2), now=7),
        ]
        assert not ok_values(more[:1], "r2"), (
            "S2 gave index 3 for the read of r1; then r2 read, and S1 answered before S2 gave an index for that"
        )
        assert ok_values(more, "r2") == ["2"], (
            f"S1 had applied index 2 before S2 gave it for the read of r2; r2 heard {answers_text(more, 'r2')}"
        )
    for options in READ_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_follower_asks(lab, options)
    check_log_of_the_follower(lab)


def check_follower_asks(lab: Lab, options: Options) -> None:
    """AssertionError if a follower answers without an index, or not with one that it has applied."""
    server = follower(lab, options)
    server.deliver(AppendEntries(TERM, "S2", 3, TERM, (), 3), now=1)
    read = server.propose(make_get_command(), now=2)
    assert not answers_of([read], "r1"), f"S1 follows S2 and answered at once: {answers_text([read], 'r1')}"
    told = server.deliver(ReadIndexReply(TERM, "S2", "r1", READ, 3), now=3)
    assert ok_values([told], "r1") == ["2"], (
        f"S2 gave index 3, which S1 has applied; r1 heard {answers_text([told], 'r1')}"
    )


def check_log_of_the_follower(lab: Lab) -> None:
    """AssertionError if a follower answers too early, or not at all, where its log is empty, short or compacted."""
    entries = (FIRST, Entry(TERM), Entry(TERM, SECOND.command))
    empty = lab.place("S1", role="follower", term=TERM, leader="S2", log=(), options=INDEX_READS)
    steps = [empty.propose(make_get_command(), now=1), empty.deliver(AppendEntries(TERM, "S2", 0, 0, (), 0), now=2)]
    assert not answers_of(steps, "r1") and [each for step in steps for each in asked_for(step)], (
        f"S1 follows S2, and its log is empty; r1 read, and heard {answers_text(steps, 'r1')}; S1 asked for an index: "
        f"{[to for step in steps for to, _ in asked_for(step)] or 'nobody'}"
    )
    steps = [
        empty.deliver(ReadIndexReply(TERM, "S2", "r1", READ, 3), now=3),
        empty.deliver(AppendEntries(TERM, "S2", 0, 0, entries[:1], 1), now=4),
        empty.deliver(AppendEntries(TERM, "S2", 1, 1, entries[1:2], 2), now=5),
    ]
    assert not answers_of(steps, "r1"), (
        "S2 gave index 3, which was not in S1's log yet; S1 has applied index 2, and r1 heard "
        f"{answers_text(steps, 'r1')}"
    )
    last = empty.deliver(AppendEntries(TERM, "S2", 2, TERM, entries[2:], 3), now=6)
    assert ok_values([last], "r1") == ["2"], (
        "S2 gave index 3, which was not in S1's log yet; then S1 took and applied it, and r1 heard "
        f"{answers_text([last], 'r1')}"
    )
    empty.compact(3, now=7)
    steps = [
        empty.propose(make_get_command("r2"), now=8),
        empty.deliver(ReadIndexReply(TERM, "S2", "r2", READ, 3), now=9),
    ]
    assert ok_values(steps, "r2") == ["2"], (
        f"S2 gave index 3, which S1 has applied and then compacted; r2 heard {answers_text(steps, 'r2')}"
    )
    again = [
        empty.propose(make_get_command("r2"), now=10),
        empty.deliver(ReadIndexReply(TERM, "S2", "r2", READ, 3), now=11),
    ]
    assert ok_values(again, "r2") == ["2"], (
        f"the answer to call {READ} of r2 was lost, and r2 sent the call again; it heard {answers_text(again, 'r2')}"
    )


@check(
    points=4,
    depends_on=["test_read_waits_for_confirmation"],
    paper="dissertation §6.4, steps 1 to 3",
    ask="which steps does a read of the leader's own client need, and which of them does a follower's read need?",
)
def test_leader_gives_the_index(lab: Lab) -> None:
    """A leader gives a follower the index that its own read would get, once a round that began later is confirmed."""
    server = leader_after_commit(lab)
    early = server.propose(make_get_command("r0"), now=2)
    old = leadership_questions(early) or leadership_questions(server.fire_timer("heartbeat", now=2))
    asked = server.deliver(ReadIndex(TERM, "S2", "r1", READ), now=3)
    assert not sent_read_indexes([asked]), (
        "S2 asked for an index; S1 gave one at once, and nobody had confirmed that it leads"
    )
    late = [server.deliver(each, now=4) for each in late_confirmations(old)]
    assert not sent_read_indexes(late), "answers to questions from before S2 asked confirmed the read of S2"
    done = confirm_leadership(server, asked, now=5)
    assert sent_read_indexes(done) == [2], (
        f"S1 has committed index 2, and a round is confirmed; it gave S2 {sent_read_indexes(done)}"
    )
    told = [(to, message) for step in done for to, message in step.sent_messages if isinstance(message, ReadIndexReply)]
    assert told == [("S2", ReadIndexReply(TERM, "S1", "r1", READ, 2))], (
        f"S2 asked for the index of call {READ} of r1; S1 sent {told}"
    )
    beat = server.fire_timer("heartbeat", now=6)
    beats = [beat, *confirm_leadership(server, beat, now=6)]
    assert not sent_read_indexes(beats), "S1 had given S2 an index, and gave it once more with its next heartbeat"
    again = server.deliver(ReadIndex(TERM, "S2", "r1", READ), now=7)
    done = [again, *confirm_leadership(server, again, now=8)]
    assert sent_read_indexes(done) == [2], (
        f"S1's answer was lost, and S2 asked again; then it was given {sent_read_indexes(done)}"
    )
    asked_reads = [ReadIndex(TERM, *call) for call in CALLS]
    each = [server.deliver(question, now=8) for question in asked_reads]
    done = [*each, *confirm_leadership(server, each[-1], now=8)]
    given = [message for step in done for _, message in step.sent_messages if isinstance(message, ReadIndexReply)]
    for name, client, sequence in CALLS:
        mine = [to for step in done for to, message in step.sent_messages if is_index_for(message, client, sequence)]
        assert name in mine, (
            f"S2 and S3 asked for the indexes of {len(CALLS)} calls, and a round that began later is confirmed; {name} "
            f"got none for call {sequence} of {client}"
        )
    assert len(given) == len(CALLS), f"S2 and S3 asked for {len(CALLS)} indexes, and S1 gave {len(given)}"
    beat = server.fire_timer("heartbeat", now=9)
    beats = [beat, *confirm_leadership(server, beat, now=9)]
    assert not sent_read_indexes(beats), (
        "S1 had given S2 and S3 an index, and gave one once more with its next heartbeat"
    )
    server.deliver(ReadIndex(TERM, "S2", "r2", READ), now=9)
    over = server.deliver(AppendEntries(3, "S3", 2, TERM, (), 2), now=10)
    assert not sent_read_indexes([over]), (
        f"S2 waited for an index, and S1, which follows S3 in term 3 now, gave it {sent_read_indexes([over])}"
    )
    server.fire_timer("election", now=400)
    server.deliver(RequestVoteReply(4, "S3", True), now=401)
    anew = server.propose(make_get_command("r3"), now=402)
    anew_steps = [anew, *confirm_leadership(server, anew, now=403)]
    assert server.role == "leader" and not sent_read_indexes(anew_steps), (
        "S2 asked S1 for an index in term 2, and S1 followed S3 in term 3; it leads term 4, and nobody has asked: S1 "
        f"gave S2 {sent_read_indexes(anew_steps)}"
    )
    acknowledge_log(server, 3, 3, now=404)
    later = server.deliver(ReadIndex(4, "S2", "r4", READ), now=405)
    done = [later, *confirm_leadership(server, later, now=406)]
    assert sent_read_indexes(done) == [3], (
        "S1 led term 2 and leads term 4, whose first entry has index 3; S2 asked for an index, a round is confirmed, "
        f"and S1 gave {sent_read_indexes(done)}"
    )
    check_learner_gets_an_index(lab)
    for options in READ_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_index_by_a_later_round(lab, options)
            check_one_call_of_two_followers(lab, options)
    server = leader_after_commit(lab)
    steps = [
        server.deliver(ReadIndex(TERM, "S2", "r1", READ), now=2),
        server.propose(Command("put", "x", "2", client="w1", sequence=1), now=2),
    ]
    steps += [
        acknowledge_log(server, 3, 3, now=3) or steps[-1],
        server.deliver(ReadIndex(TERM, "S3", "r2", READ), now=4),
    ]
    steps += confirm_leadership(server, steps[-1], now=5)
    later = [m.index for step in steps for to, m in step.sent_messages if is_index_for(m, "r2", READ) and to == "S3"]
    assert later and min(later) >= 3, (
        f"S2 asked for an index, then index 3 was committed, and then S3 asked for one: S1 gave S3 {later or 'none'}"
    )
    compacted = leader_after_commit(lab)
    compacted.compact(2)
    asked = compacted.deliver(ReadIndex(TERM, "S2", "r1", READ), now=2)
    done = [asked, *confirm_leadership(compacted, asked)]
    assert sent_read_indexes(done) == [2], (
        f"S1 has compacted its log up to index 2; S2 asked, a round is confirmed, and S1 gave {sent_read_indexes(done)}"
    )
    server = elect_leader(lab, log=(FIRST, SECOND))
    asked = server.deliver(ReadIndex(TERM, "S2", "r1", READ), now=2)
    done = [asked, *confirm_leadership(server, asked)]
    done += [acknowledge_log(server, 3, 3, now=4) or asked, server.deliver(ReadIndex(TERM, "S2", "r1", READ), now=5)]
    done += [*confirm_leadership(server, done[-1], now=6), server.fire_timer("heartbeat", now=60)]
    done += confirm_leadership(server, done[-1], now=61)
    low = sent_read_indexes(done)
    assert low and min(low) >= 2, f"x=2 at index 2 may be committed and S1 does not know; it gave S2 {low}"
    terms = {message.term for step in done for _, message in step.sent_messages if isinstance(message, ReadIndexReply)}
    assert terms == {TERM}, f"S1 leads term {TERM}, and gave S2 an index in term {', '.join(map(str, sorted(terms)))}"
    for role in ("follower", "candidate", "pre-candidate"):
        server = lab.place("S1", role=role, term=TERM, log=(FIRST,), commit_index=1, options=INDEX_READS)
        step = server.deliver(ReadIndex(TERM, "S2", "r1", READ), now=2)
        acts = [to for to, message in step.sent_messages if isinstance(message, ConfirmLeadership | ReadIndexReply)]
        assert not acts, (
            f"S2 asked S1, which leads no more and is a {role} of term {TERM}, for an index; S1 acted as a leader "
            f"towards {', '.join(sorted(set(acts)))}"
        )


def check_index_by_a_later_round(lab: Lab, options: Options) -> None:
    """AssertionError if a leader without a lease gives an index by an earlier round, or none by a later one."""
    server = leader_after_commit(lab, options=options)
    early = server.propose(make_get_command("r0"), now=2)
    old = leadership_questions(early) or leadership_questions(server.fire_timer("heartbeat", now=2))
    now = 4 * PROMISE_MS  # a lease that the early round begins has ended by then
    steps = [server.deliver(ReadIndex(TERM, "S2", "r1", READ), now=now)]
    steps += [server.deliver(each, now=now + 1) for each in late_confirmations(old)]
    assert not sent_read_indexes(steps), (
        f"S1 sent a round at 2 ms; S2 asked for an index at {now} ms, answers to that round came, and S1 "
        f"gave {sent_read_indexes(steps)}"
    )
    done = confirm_leadership(server, steps[0], now=now + 2)
    assert sent_read_indexes(done) == [2], (
        f"a round that began after the question of S2 is confirmed; S1 gave {sent_read_indexes(done)}"
    )


def check_one_call_of_two_followers(lab: Lab, options: Options) -> None:
    """AssertionError if not each of two followers that ask about one call gets an index."""
    server = leader_after_commit(lab, options=options)
    asked, rounds = [], []
    for number, who in enumerate(("S2", "S3")):
        asked.append(server.deliver(ReadIndex(TERM, who, "r1", READ), now=2 + number))
        rounds.append(leadership_questions(asked[-1]) or leadership_questions(server.fire_timer("heartbeat", now=3)))
    for questions in rounds:
        asked += [server.deliver(each, now=4) for each in late_confirmations(questions)]
    given = sorted(to for step in asked for to, message in step.sent_messages if is_index_for(message, "r1", READ))
    assert given == ["S2", "S3"], (
        f"S2 asked for an index for call {READ} of r1, and S3 for the same call; the round of S2 was answered, then "
        f"that of S3; an index went to {' and '.join(given) or 'nobody'}"
    )


def check_learner_gets_an_index(lab: Lab) -> None:
    """AssertionError if a learner gets no index."""
    server = place_configured_server(
        lab, 2, (2, "S1 S2 S3 + S4"), commit_index=2, machine={"x": "1"}, options=INDEX_READS
    )
    asked = server.deliver(ReadIndex(TERM, "S4", "r4", READ), now=2)
    given = sent_read_indexes([asked, *confirm_leadership(server, asked)])
    assert given == [2], f"S4 learns from S1, and asked for an index; a round is confirmed, and S1 gave {given}"


def is_index_for(message: Message, client: str, sequence: int) -> bool:
    """Tell whether this message gives the index of that call."""
    return isinstance(message, ReadIndexReply) and (message.client, message.sequence) == (client, sequence)


def late_confirmations(old_questions: dict[str, ConfirmLeadership]) -> list[Message]:
    """Return the answers of S2 and S3 to questions of a leader of term 2."""
    return [ConfirmLeadershipReply(TERM, who, each.round) for who, each in old_questions.items()]


@check(
    points=3,
    depends_on=[test_follower_asks_its_leader],
    paper="§8",
    ask="who tells the client, if the leader's answer never comes?",
)
def test_forwarded_reads_end(lab: Lab) -> None:
    """A read that waits for a leader's index is refused, once, when its server no longer follows that leader."""
    for options in READ_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_refused_once(lab, options)
    server = follower(lab)
    for number in range(1, 4):
        server.propose(make_get_command(f"r{number}"), now=2)
    over = [server.deliver(AppendEntries(3, "S3", 3, TERM, (), 1), now=now) for now in (9, 10)]
    for number in range(1, 4):
        heard = answers_of(over, f"r{number}")
        assert [each.outcome == OK for each in heard] == [False], (
            f"three reads waited for S2; S3 led term 3; r{number} heard {answers_text(over, f'r{number}')}"
        )
    for configuration in WITHOUT_VOTE:
        server = follower(lab, configuration=configuration)
        steps = [
            server.propose(make_get_command(), now=2),
            server.deliver(AppendEntries(3, "S3", 3, TERM, (), 1), now=9),
        ]
        heard = answers_of(steps, "r1")
        assert [each.outcome == OK for each in heard] == [False], (
            f"S1, which has no vote, waited for S2; S3 led term 3; r1 heard {answers_text(steps, 'r1')}"
        )
    server = follower(lab)
    server.propose(make_get_command(), now=2)
    steps = [server.fire_timer("election", now=400), server.deliver(RequestVoteReply(3, "S3", True), now=401)]
    steps += [server.propose(make_get_command("r2"), now=402)]
    steps += confirm_leadership(server, steps[-1], now=403)
    heard = answers_of(steps, "r1")
    assert len(heard) == 1, f"S1 waited for S2, and then led term 3 itself; r1 heard {answers_text(steps, 'r1')}"


def check_refused_once(lab: Lab, options: Options) -> None:
    """AssertionError if a read that waits for a leader is not refused once, when its server follows it no more."""
    for event, act in (
        ("S3 led term 3", lambda s: s.deliver(AppendEntries(3, "S3", 3, TERM, (), 1), now=9)),
        ("its election timer fired", lambda s: s.fire_timer("election", now=400)),
    ):
        server = follower(lab, options)
        step = server.propose(make_get_command(), now=2)
        assert not answers_of([step], "r1"), f"S1 answered before S2 gave an index: {answers_text([step], 'r1')}"
        over = act(server)
        heard = answers_of([over], "r1")
        assert [each.outcome == OK for each in heard] == [False], (
            f"S1 waited for S2; {event}; r1 heard {answers_text([over], 'r1')}"
        )
        late = server.deliver(ReadIndexReply(server.currentTerm, "S3", "r1", READ, 1), now=401)
        assert not answers_of([late], "r1"), f"S1 had refused the read of r1, and answered again: {late.replies}"
        server = follower(lab, options)
        steps = [
            server.propose(make_get_command(), now=2),
            server.deliver(ReadIndexReply(TERM, "S2", "r1", READ, 3), now=3),
        ]
        assert not answers_of(steps, "r1"), (
            f"S2 gave index 3, S1 has applied index 1, and r1 heard {answers_text(steps, 'r1')}"
        )
        over = act(server)
        assert [each.outcome == OK for each in answers_of([over], "r1")] == [False], (
            f"S2 gave S1 index 3, of which S1 has applied index 1; {event}; r1 heard {answers_text([over], 'r1')}"
        )


@check(
    points=2,
    depends_on=[test_follower_asks_its_leader],
    paper="§5.1, §8",
    ask="for which client and which call did the leader give this index?",
)
def test_an_index_is_for_one_read(lab: Lab) -> None:
    """An index that the leader gave for another call, of this client or another, answers no read."""
    server = follower(lab)
    server.propose(make_get_command(), now=2)
    for client, sequence in (("r2", READ), ("r1", READ + 1)):
        step = server.deliver(ReadIndexReply(TERM, "S2", client, sequence, 1), now=3)
        assert not answers_of([step], "r1"), (
            f"call {READ} of r1 waits; S2 gave an index for call {sequence} of {client}, and r1 heard "
            f"{answers_text([step], 'r1')}"
        )
    server = follower(lab)
    steps = [
        server.propose(msgspec.structs.replace(make_get_command(), sequence=call), now=2) for call in (READ, READ + 1)
    ]
    for call in (READ + 1, READ):
        steps += [server.deliver(ReadIndexReply(TERM, "S2", "r1", call, 1), now=3)]
        assert [reply.sequence for reply in answers_of(steps[-1:], "r1")] == [call], (
            f"calls {READ} and {READ + 1} of r1 waited, and S2 gave an index for call {call}; r1 heard "
            f"{answers_text(steps[-1:], 'r1')}"
        )
    server = follower(lab)
    server.propose(make_get_command(), now=2)
    server.deliver(ReadIndexReply(TERM, "S2", "r1", READ, 2), now=3)  # S1 has not applied index 2 yet
    steps = [server.propose(msgspec.structs.replace(make_get_command(), sequence=READ + 1), now=4)]
    steps += [server.deliver(AppendEntries(TERM, "S2", 2, TERM, (), 2), now=5)]
    assert READ + 1 not in [reply.sequence for reply in answers_of(steps, "r1")], (
        f"S2 gave an index for call {READ} of r1; then call {READ + 1} came, and no index for it: r1 heard "
        f"{answers_text(steps, 'r1')} when S1 had applied that index. What was committed between the two calls?"
    )
    check_lower_index(lab)
    check_many_readers(lab)
    for term in (1, TERM):
        server = lab.place(
            "S1", role="follower", term=term, leader="S2", log=(FIRST,), commit_index=1, options=INDEX_READS
        )
        steps = [
            server.deliver(ReadIndexReply(term, "S2", "r1", READ, 1), now=3),
            server.fire_timer("election", now=400),
        ]
        assert not answers_of(steps, "r1"), (
            f"nobody reads at S1; a late index for call {READ} of r1 came in term {term}, and r1 heard "
            f"{answers_text(steps, 'r1')}"
        )


def check_lower_index(lab: Lab) -> None:
    """AssertionError if a read is answered by the index of another read."""
    for low, high in (("r1", "r2"), ("r2", "r1")):
        server = follower(lab)
        for client in ("r1", "r2"):
            server.propose(make_get_command(client), now=2)
        steps = [server.deliver(ReadIndexReply(TERM, "S2", high, READ, 3), now=3)]
        steps += [server.deliver(ReadIndexReply(TERM, "S2", low, READ, 1), now=4)]
        assert len(answers_of(steps, low)) == 1 and not answers_of(steps, high), (
            f"r1 and then r2 read; S2 gave index 3 for {high} and then index 1 for {low}; S1 has applied index 1: "
            f"{low} heard {answers_text(steps, low)}, and {high} {answers_text(steps, high)}"
        )


def check_many_readers(lab: Lab) -> None:
    """AssertionError if not each of many reads at a follower is answered, with the value of its own key."""
    server = follower(lab)
    calls = [(f"r{number}", READ + part, ("x", "y")[part]) for number in range(1, READERS // 2 + 1) for part in (0, 1)]
    for client, sequence, key in calls:
        server.propose(msgspec.structs.replace(make_get_command(client, key), sequence=sequence), now=2)
    for client, sequence, _ in calls:
        server.deliver(ReadIndexReply(TERM, "S2", client, sequence, 3), now=3)
    last = server.deliver(AppendEntries(TERM, "S2", 3, TERM, (), 3), now=4)
    heard = {(reply.client, reply.sequence): (reply.outcome, reply.value) for reply in last.replies}
    for client, sequence, key in calls:
        expected = (OK, "2" if key == "x" else None)
        assert heard.get((client, sequence)) == expected, (
            f"{len(calls)} reads waited at S1 for index 3, which it has applied now; call {sequence} of {client} read "
            f"{key}, and heard {heard.get((client, sequence), 'nothing')}, not {expected}"
        )
    assert len(last.replies) == len(calls), f"{len(calls)} reads waited, and S1 gave {len(last.replies)} answers"
