"""A planned handover, and calls that keep their order."""

import msgspec

from raftlab.checks import check
from raftlab.checks.deployments import options_text
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene06.messages import TransferVote
from raftlab.labs.scene09.messages import ConfirmLeadership, ConfirmLeadershipReply
from raftlab.labs.scene10.deployment_cases import (
    JOINT,
    SETTINGS,
    Setting,
    elect_in,
    lead_in,
    name_setting_on_failure,
    place_in,
    stopped_timers,
    win_in,
)
from raftlab.labs.scene10.messages import TimeoutNow
from raftlab.labs.scene10.pipelining_pair import (
    DISK,
    ELECTION_TIMEOUTS,
    PLAIN,
    PLAIN_DEPLOYMENTS,
    TERM,
    elect_leader,
    make_put_command,
    name_options_on_failure,
    success_reply,
)
from raftlab.server import NOT_LEADER, AppendEntries, Command, Configuration, Entry, Options

STABLE = Options()
READS = ("index", "lease")
ORDERED = msgspec.structs.replace(PLAIN, calls_in_order=True)


def timeout_now_targets(step: ServerStep) -> list[str]:
    """Return to whom a step sent TimeoutNow, each once: a copy does no harm."""
    return list(dict.fromkeys(to for to, message in step.sent_messages if isinstance(message, TimeoutNow)))


def is_refused(server: PlacedServer, command: Command, now: float) -> bool:
    """Tell whether a leader refuses a call at once and leaves its log as it was."""
    before = server.log
    step = server.propose(command, now=now)
    return [reply.outcome for reply in step.replies] == [NOT_LEADER] and server.log == before


@check(
    points=4,
    paper="dissertation §3.10",
    ask="can the target win an election with the log that it has now?",
)
def test_target_catches_up_first(lab: Lab) -> None:
    """The target gets TimeoutNow once it stores the leader's whole log, and no new call is taken meanwhile."""
    for options in PLAIN_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_target_catches_up_first(lab, options)
    for setting in SETTINGS:
        with name_setting_on_failure(setting):
            check_transfer_in(lab, setting)
    with name_setting_on_failure(JOINT):
        check_transfer_beside_a_change(lab, JOINT)


def check_transfer_beside_a_change(lab: Lab, setting: Setting) -> None:
    """AssertionError if a target lacks the configuration that ends a joint one, and is told to start an election."""
    server, now, term = elect_in(lab, setting), setting.now, setting.term
    server.propose(make_put_command(1), now=now)
    end = server.lastIndex
    server.transfer("S2", now=now)
    server.deliver(success_reply(end, 1, "S3", term), now=now + 1)
    step = server.deliver(success_reply(end, 1, term=term), now=now + 2)
    assert server.lastIndex > end and not timeout_now_targets(step), (
        f"S1 hands over to S2, which has index {end}. S1's log, with the new members, ends at {server.lastIndex}, "
        f"and TimeoutNow went to {timeout_now_targets(step) or 'nobody'}"
    )
    server.deliver(success_reply(server.lastIndex, end, term=term), now=now + 3)
    beat = server.fire_timer("heartbeat", now=now + 4)
    assert timeout_now_targets(beat) == ["S2"], "S2 stores S1's whole log, with the new members, and got no TimeoutNow"


def check_transfer_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if in this setting a transfer begins too early, or changes what it is not about."""
    server, now, term = elect_in(lab, setting), setting.now, setting.term
    server.deliver(success_reply(server.commitIndex, 1, term=term), now=now)
    server.propose(make_put_command(1), now=now)
    known = ("role", "currentTerm", "votedFor", "leaderId", "log", "commitIndex", "waiting")
    before = server.observation
    step = server.transfer("S2", now=now + 1)
    assert not timeout_now_targets(step), "S2 lacks the last entry, and was told to start an election"
    low, high = setting.options.electionTimeout
    limits = [(each.low_ms, each.high_ms) for each in step.timers if each.name == "transfer"]
    assert limits and low * 2 / 3 <= limits[-1][0] <= limits[-1][1] <= high, (
        f"S1 hands over, and gives that up after {limits or 'no'} ms; an election timeout is {low} to {high} ms"
    )
    assert is_refused(server, make_put_command(1, client="d"), now + 2), "S1 hands over, and it took a new call"
    others = [f"S{number}" for number in range(3, setting.cluster + 1)]
    beat = server.fire_timer("heartbeat", now=now + 3)
    sent = {to for to, message in beat.sent_messages if isinstance(message, AppendEntries)}
    assert set(others) <= sent, f"S1 hands over to S2; its heartbeat went to {sorted(sent) or 'nobody'}"
    for name in known:
        assert getattr(server.observation, name) == getattr(before, name), (
            f"S1 hands over to S2, which lacks an entry: {name} was {getattr(before, name)}, and then "
            f"{getattr(server.observation, name)}"
        )
    step = server.deliver(success_reply(server.lastIndex, 1, term=term), now=now + 4)
    beat = server.fire_timer("heartbeat", now=now + 5)
    assert timeout_now_targets(beat) == ["S2"], (
        "S2 stores S1's whole log, and may have lost an earlier TimeoutNow; the next heartbeat sent one to "
        f"{timeout_now_targets(beat) or 'nobody'}"
    )
    needed = {"heartbeat", "quorum"} & {*stopped_timers(step), *stopped_timers(beat)}
    assert server.role != "leader" or not needed, f"S2 was told to start an election; S1 leads and stopped {needed}"
    assert setting.cluster < 4 or server.observation.waiting == before.waiting, (
        "S2 was told to start an election; the entry is not committed, and S1's client waits no more"
    )
    server.fire_timer("transfer", now=now + 300)
    assert not is_refused(server, make_put_command(2), now + 301), "the transfer was given up; S1 takes no call"


def check_target_catches_up_first(lab: Lab, options: Options) -> None:
    """AssertionError if a target is told to start an election too early or not at all, or a call is taken meanwhile."""
    server = elect_leader(lab, options)
    server.propose(make_put_command(1), now=1)
    server.deliver(success_reply(1, follower="S3"), now=1)
    server.deliver(success_reply(1), now=1)
    step = server.transfer("S2", now=2)
    assert not timeout_now_targets(step), (
        "S2 has all that is committed and lacks entry 2, and was told to start an election"
    )
    assert is_refused(server, make_put_command(2, client="d"), 3), "S1 hands over, and it took a new call that S2 lacks"
    step = server.deliver(success_reply(2, 1, "S3"), now=4)
    assert not timeout_now_targets(step), "S3 stores the log, S2 does not; S1 sent TimeoutNow"
    step = server.deliver(success_reply(2, 1), now=5)
    step = step if timeout_now_targets(step) else server.fire_timer("heartbeat", now=50)
    assert timeout_now_targets(step) == ["S2"], (
        f"S2 stores S1's whole log; TimeoutNow went to {timeout_now_targets(step) or 'nobody'}"
    )
    for operation in ("cas", "delete", "get"):
        call = Command(operation, "x", "1", client="e", sequence=1)
        assert is_refused(server, call, 51), f"S1 hands over, and it took a new call, a {operation}, that S2 lacks"
    assert is_refused(server, Command("put", "get", "get", "get", client="get", sequence=1), 52), (
        "S1 hands over, and it took a put of the key 'get'"
    )
    assert is_refused(server, Command("put", "x", "1"), 52), (
        "S1 hands over, and it took a new call of no client, a put, that S2 lacks"
    )
    ordered = elect_leader(lab, msgspec.structs.replace(options, calls_in_order=True))
    ordered.propose(make_put_command(1), now=1)
    ordered.transfer("S2", now=2)
    assert is_refused(ordered, make_put_command(1), 3), (
        "calls_in_order: S1 hands over, and it took a retry, which is another entry that S2 lacks"
    )
    written = elect_leader(lab, DISK)
    written.propose(make_put_command(1), now=1)
    written.deliver(success_reply(1), now=1)
    step = written.transfer("S2", now=2)
    assert not timeout_now_targets(step), (
        "S1's disk and S2 lack entry 2, which S1 has sent to S3; S2 was told to start an election"
    )
    empty = elect_leader(lab, options, (), commit=0)
    sent = [type(message) for _, message in empty.fire_timer("heartbeat", now=50).sent_messages]
    assert TimeoutNow not in sent, "no transfer was asked for, and S1, whose log is empty, sent a TimeoutNow"
    longer = elect_leader(lab, options, (1, 1, 1, 1))
    longer.deliver(success_reply(3), now=1)
    step = longer.transfer("S2", now=2)
    assert not timeout_now_targets(step), "S2 stores three of four entries, and was told to start an election"
    step = longer.deliver(success_reply(4), now=3)
    step = step if timeout_now_targets(step) else longer.fire_timer("heartbeat", now=50)
    told = [message for _, message in step.sent_messages if isinstance(message, TimeoutNow)]
    assert set(told) == {TimeoutNow(TERM, "S1")}, (
        f"S1 leads term {TERM} and hands over to S2; it sent {told or 'nothing'}"
    )
    ready = elect_leader(lab, options)
    ready.deliver(success_reply(1), now=1)
    step = ready.transfer("S2", now=2)
    step = step if timeout_now_targets(step) else ready.fire_timer("heartbeat", now=50)
    assert timeout_now_targets(step) == ["S2"], "S2 stores the whole log already, and was not told to start an election"
    step = ready.fire_timer("heartbeat", now=100)
    assert timeout_now_targets(step) == ["S2"], (
        "S2 has started no election: TimeoutNow may be lost, and the next heartbeat sent no other"
    )
    for members, target in (
        (Configuration(("S1", "S2", "S4")), "S4"),
        (Configuration(("S1", "S2"), ("S3",)), "S2"),
        (Configuration(("S1", "S4"), (), ("S2", "S3", "S5")), "S4"),
    ):
        changed = lab.place(
            "S1", role="leader", term=TERM, log=(1, Entry(1, None, members)), commit_index=1, options=options
        )
        changed.transfer(target, now=1)
        step = changed.deliver(success_reply(2, 1, target), now=2)
        step = step if timeout_now_targets(step) else changed.fire_timer("heartbeat", now=50)
        assert timeout_now_targets(step) == [target], (
            f"the voters are {', '.join(members.voters)}"
            f"{', and ' + ', '.join(members.old_voters) + ' before' if members.old_voters else ''}; {target}, to which "
            f"S1 hands over, stores S1's whole log; TimeoutNow went to {timeout_now_targets(step) or 'nobody'}"
        )
    for reads in READS:  # such a get needs no entry: it may be taken or refused
        reading = elect_leader(lab, msgspec.structs.replace(options, reads=reads))
        reading.transfer("S2", now=2)
        before = reading.log
        reading.propose(Command("get", "x", client="e", sequence=1), now=3)
        assert reading.log == before, f"reads = {reads!r}: S1 hands over, a client read, and S1 appended an entry"
        assert is_refused(reading, Command("put", "x", "1", client="e", sequence=1), 4), (
            f"reads = {reads!r}: S1 hands over, and it took a new call, a put, that S2 lacks"
        )


@check(
    points=4,
    paper="dissertation §3.10, §4.2.3",
    ask="whom have the voters heard a moment ago, and what do they answer to a Pre-Vote?",
)
def test_target_campaigns_at_once(lab: Lab) -> None:
    """TimeoutNow starts an election without Pre-Vote, and the voters answer though they hear a leader."""
    for options in (STABLE, Options(preVote=False), Options(reads="lease", no_op=True, electionTimeout=(300, 600))):
        words = options_text(options) or "usual options"
        server = lab.place("S2", term=TERM, log=(1, 2), commit_index=1, leader="S1", options=options)
        for term in (TERM, TERM + 1):  # the second time S1 leads again, and the first election was lost
            if term > TERM:
                server.deliver(AppendEntries(term, "S1", 2, TERM, (), 1), now=600)
            step = server.deliver(TimeoutNow(term, "S1"), now=10 if term == TERM else 610)
            assert (server.role, server.currentTerm) == ("candidate", term + 1), (
                f"{words}: S2 got a TimeoutNow of term {term} and is a {server.role} in term {server.currentTerm}"
            )
            asked = {to: type(message).__name__ for to, message in step.sent_messages}
            assert asked == {"S1": "TransferVote", "S3": "TransferVote"}, (
                f"{words}: S2 starts an election in term {term + 1} because S1 wants it to; it sent {asked}"
            )
    for voted in ("S1", "S2", "S3"):
        voter = lab.place("S2", term=TERM, log=(1, 2), commit_index=1, leader="S1", voted_for=voted, options=STABLE)
        step = voter.deliver(TimeoutNow(TERM, "S1"), now=10)
        asked = {to: type(message).__name__ for to, message in step.sent_messages}
        assert asked == {"S1": "TransferVote", "S3": "TransferVote"}, (
            f"S2, which had voted for {voted} in this term, starts an election because S1 wants it to; it sent {asked}"
        )
    plain = lab.place("S2", term=TERM, log=(1, 2), commit_index=1, leader="S1", options=PLAIN)
    plain.deliver(TimeoutNow(TERM, "S1"), now=10)
    later = plain.fire_timer("election", now=400)
    assert TransferVote not in [type(message) for _, message in later.sent_messages], (
        "S2 lost that election; it starts another by its own timer, and still asks in the old leader's name"
    )
    for role in ("follower", "pre-candidate", "candidate"):
        alone = lab.place("S2", role=role, term=TERM, log=(1, 1), commit_index=1, options=STABLE)
        alone.deliver(TimeoutNow(TERM, "S1"), now=10)
        assert (alone.role, alone.currentTerm) == ("candidate", TERM + 1), (
            f"S2, a {role} that knows no leader, got TimeoutNow and is a {alone.role} in term {alone.currentTerm}"
        )
    late = lab.place("S2", term=TERM + 1, log=(1, 2), commit_index=1, options=STABLE)
    late.deliver(TimeoutNow(TERM, "S1"), now=10)
    assert (late.role, late.currentTerm) == ("follower", TERM + 1), "a TimeoutNow of an older term started an election"
    for members in (Configuration(("S1", "S3"), ("S2",)), Configuration(("S1", "S3"))):
        stranger = lab.place("S2", term=TERM, log=(1, Entry(1, None, members)), commit_index=2, options=STABLE)
        stranger.deliver(TimeoutNow(TERM, "S1"), now=10)
        assert (stranger.role, stranger.currentTerm) == ("follower", TERM), (
            f"the voters are S1 and S3, which is committed; a TimeoutNow came, and S2 is a {stranger.role} in term "
            f"{stranger.currentTerm}"
        )
    leads = lab.place("S2", role="leader", term=TERM, log=(1, 2), options=STABLE)
    leads.deliver(TimeoutNow(TERM, "S1"), now=10)
    assert leads.currentTerm == TERM, "S2 leads, and a TimeoutNow made it start an election against itself"
    for setting in SETTINGS:
        with name_setting_on_failure(setting):
            check_target_in(lab, setting)


def check_target_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if a target in this setting starts no election at once."""
    target = place_in(lab, setting, "follower", (1, 1), leader="S2")
    step = target.deliver(TimeoutNow(setting.term, "S2"), now=setting.now)
    asked = {type(message).__name__ for _, message in step.sent_messages}
    assert asked == {"TransferVote"}, f"S1 starts an election because S2 wants it to, and sent {asked or 'nothing'}"
    assert (target.role, target.currentTerm) == ("candidate", setting.term + 1), (
        f"S1 got a TimeoutNow of term {setting.term} and is a {target.role} in term {target.currentTerm}"
    )


@check(
    points=4,
    paper="dissertation §3.10",
    ask="what if the target is down?",
)
def test_transfer_ends(lab: Lab) -> None:
    """A transfer that does not succeed within an election timeout is given up, and calls are taken again."""
    for options in PLAIN_DEPLOYMENTS:
        with name_options_on_failure(options):
            check_transfer_ends(lab, options)


def check_transfer_ends(lab: Lab, options: Options) -> None:
    """AssertionError if a transfer lasts too long or too short a time, or the next one does not work."""
    server = elect_leader(lab, options)
    server.propose(make_put_command(1), now=1)
    step = server.transfer("S2", now=2)
    timer = [each for each in step.timers if each.name == "transfer"]
    assert timer and timer[-1].high_ms <= options.electionTimeout[1], (
        f"S1 hands over; to give up it set {timer or 'no timer'}; an election timeout is {options.electionTimeout} ms"
    )
    assert timer[-1].low_ms >= 2 * options.heartbeatInterval, (
        f"S1 hands over, and gives that up after {timer[-1].low_ms} ms; heartbeats, which repeat what was lost, come "
        f"every {options.heartbeatInterval} ms"
    )
    slow = [server.fire_timer("heartbeat", now=50), server.deliver(success_reply(1), now=51)]
    slow += [server.deliver(success_reply(1), now=100), server.fire_timer("heartbeat", now=101)]
    assert not [each for step in slow for each in step.timers if each.name == "transfer"], (
        "S1 hands over; S2 answered, and lacks an entry still: the timer of the transfer was set once more"
    )
    server.fire_timer("transfer", now=300)
    step = server.propose(make_put_command(2), now=301)
    assert server.lastIndex == 3 and not step.replies, "the transfer was given up, and S1 still takes no call"
    step = server.deliver(success_reply(3, 2), now=302)
    assert not timeout_now_targets(step), (
        "the transfer was given up; S2 caught up later and was told to start an election"
    )
    again = server.transfer("S3", now=303)
    step = again if timeout_now_targets(again) else server.deliver(success_reply(3, 2, "S3"), now=304)
    assert timeout_now_targets(step) == ["S3"], "after a transfer that was given up, the next one does not work"
    silent = elect_leader(lab, options)
    silent.deliver(success_reply(1), now=1)
    steps = [silent.transfer("S2", now=2), silent.fire_timer("heartbeat", now=50)]
    set_timers = [each for step in steps for each in step.timers if each.name == "transfer"]
    assert set_timers, "S2 has S1's whole log, S1 hands over, and nothing ends that if S2 does not answer"
    assert silent.role == "leader", f"S2 was told to start an election and has not; S1 is a {silent.role} already"
    silent.fire_timer("transfer", now=300)
    assert not is_refused(silent, make_put_command(1), 301), (
        "S2 started no election and the transfer was given up; S1 still takes no call"
    )
    silent.deliver(success_reply(2, 1), now=302)
    steps = [silent.transfer("S2", now=303), silent.fire_timer("heartbeat", now=350)]
    assert [each for step in steps for each in step.timers if each.name == "transfer"], (
        "a first transfer to S2 was given up after its TimeoutNow; S1 hands over once more, and nothing ends that if "
        "S2 does not answer"
    )
    assert "S2" in [to for step in steps for to in timeout_now_targets(step)], (
        "a first transfer to S2 was given up after its TimeoutNow; in the second, S2 got none"
    )
    for low, high in ELECTION_TIMEOUTS:
        led = elect_leader(
            lab, msgspec.structs.replace(options, electionTimeout=(low, high), heartbeatInterval=low // 8)
        )
        set_timers = [each for each in led.transfer("S2", now=2).timers if each.name == "transfer"]
        assert set_timers and low * 2 / 3 <= set_timers[-1].low_ms <= set_timers[-1].high_ms <= high, (
            f"S1 hands over; to give up it set {set_timers or 'no timer'}; an election timeout is {low} to {high} ms"
        )
    itself = lab.place("S1", term=TERM, role="leader", log=(1,), commit_index=1, options=options)
    itself.transfer("S1", now=1)
    assert not is_refused(itself, make_put_command(1), 2), (
        "S1 was asked to hand over to itself, and takes no call any more"
    )


@check(
    points=2,
    paper="dissertation §3.10, §6.4.1",
    ask="who may lead from this moment on?",
)
def test_lease_ends_with_timeout_now(lab: Lab) -> None:
    """From the first TimeoutNow of a term on no lease of that term is valid, also if the transfer is given up."""
    options = Options(reads="lease", preVote=False)
    for log in ((1,), (1, 1, 1, 1)):
        server = elect_leader(lab, options, log)
        end = server.lastIndex
        server.deliver(success_reply(end), now=1)
        answer_questions(server, 50)
        assert server.call("leaseIsValid", now=52).result is True, "S2 answered a moment ago: there is no lease"
        begin_transfer(server, "S2", 53)
        server.fire_timer("transfer", now=60)
        assert server.call("leaseIsValid", now=61).result is False, (
            "S2 was told to start an election, and may win without hearing of the lease; S1 still reads on it"
        )
        answer_questions(server, 100)
        assert server.call("leaseIsValid", now=102).result is False, (
            "S2 was told to start an election, and the transfer was given up; S2 answered a question since, and S1 "
            "reads on a lease. When does that TimeoutNow arrive, at the latest?"
        )
    for next_target, seen in (
        ("S3", "S1 hands over to S3, which lacks entries, and reads on a lease"),
        ("", "S1 had no lease before; S2 answered a question since, and S1 reads on a lease"),
    ):
        server = elect_leader(lab, options)
        server.deliver(success_reply(server.lastIndex), now=1)
        begin_transfer(server, "S2", 2)
        server.fire_timer("transfer", now=160)
        if next_target:
            server.transfer(next_target, now=161)
        answer_questions(server, 200)
        assert server.call("leaseIsValid", now=202).result is False, (
            f"S2 was told to start an election, and that transfer was given up; {seen}"
        )
    for setting in SETTINGS:
        with name_setting_on_failure(setting):
            check_lease_in(lab, setting.with_options(reads="lease"))


def check_lease_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if in this setting a lease is valid after a TimeoutNow, in the first term of S1 or a later one."""
    server = elect_in(lab, setting)
    for term, now in ((setting.term, setting.now), (setting.term + 2, setting.now + 1000)):
        if term > setting.term:
            server.deliver(AppendEntries(term - 1, "S2", setting.end, 1, (), setting.commit_index), now=now)
            win_in(server, msgspec.structs.replace(setting, term=term, now=now))
        server.deliver(success_reply(server.lastIndex, 1, term=term), now=now + 1)
        begin_transfer(server, "S2", now + 2)
        server.fire_timer("transfer", now=now + 3)
        answer_questions(server, now + 4, *setting.voters)
        assert server.call("leaseIsValid", now=now + 6).result is False, (
            f"S1 leads term {term}. S2 was told to start an election, and that transfer was given up; "
            f"{', '.join(setting.voters)} answered a question since, and S1 reads on a lease"
        )


def begin_transfer(server: PlacedServer, target: str, now: float) -> None:
    """Ask for a transfer; TimeoutNow goes with it, or with the next heartbeat."""
    if not timeout_now_targets(server.transfer(target, now=now)):
        server.fire_timer("heartbeat", now=now + 1)


def answer_questions(server: PlacedServer, now: float, *followers: str) -> None:
    """Let these followers, or S2, answer what the leader asks with its next heartbeat."""
    for to, message in server.fire_timer("heartbeat", now=now).sent_messages:
        if isinstance(message, ConfirmLeadership) and to in (followers or ("S2",)):
            server.deliver(ConfirmLeadershipReply(server.currentTerm, to, message.round), now=now + 1)


@check(
    points=3,
    paper="§8",
    ask="what does the state machine do with call 5 if call 6 has already taken effect?",
)
def test_calls_keep_their_order(lab: Lab) -> None:
    """With calls_in_order a leader takes a client's call only after the one before it; retries are taken."""
    for ordered in (ORDERED, msgspec.structs.replace(ORDERED, no_op=True, window_messages=8)):
        with name_options_on_failure(ordered):
            check_calls_keep_their_order(lab, ordered)
    for setting in SETTINGS:
        with name_setting_on_failure(setting):
            check_order_in(lab, setting.with_options(calls_in_order=True))


def check_order_in(lab: Lab, setting: Setting) -> None:
    """AssertionError if in this setting a call is taken before the one before it, or not after that."""
    server = lead_in(lab, setting)
    taken = [number for number in (2, 1, 3, 2) if not is_refused(server, make_put_command(number), setting.now)]
    assert taken == [1, 2], f"a client's calls 2, 1, 3 and 2 came in this order: S1 took {taken}"


def check_calls_keep_their_order(lab: Lab, ordered: Options) -> None:
    """AssertionError if a call is taken before the one before it, or not after that."""
    server = elect_leader(lab, ordered)
    assert not is_refused(server, make_put_command(1), 1), "a client's first call was refused"
    assert not is_refused(server, make_put_command(2), 2), "call 2 came after call 1, and was refused"
    assert is_refused(server, make_put_command(4), 3), (
        "call 3 is in no log, and S1 took call 4: a retry of 3 would count as old"
    )
    assert not is_refused(server, make_put_command(3), 4), "call 3 came, and was refused"
    for number in (3, 2, 1):
        assert not is_refused(server, make_put_command(number), 5), (
            f"calls 1 to 3 are in the log; a retry of call {number} was refused"
        )
    assert not is_refused(server, Command("put", "x", "1"), 6), "a call without a client has no order, and was refused"
    assert not is_refused(server, Command("put", "x", "1", sequence=7), 6), (
        "a call without a client has no order, whatever its number, and it was refused"
    )
    for operation in ("cas", "put", "append", "delete", "get"):
        gap = Command(operation, "x", "1", "2" if operation == "cas" else "", client="c", sequence=9)
        assert is_refused(server, gap, 6), f"call 4 is in no log, and S1 took call 9, a {operation}"
    assert not is_refused(server, make_put_command(1, client="d"), 7), "another client's first call was refused"
    assert is_refused(server, make_put_command(3, client="e"), 7), (
        "no call of this client is in the log, and S1 took its call 3"
    )
    server.deliver(success_reply(server.lastIndex), now=8)
    assert is_refused(server, make_put_command(6), 9) and not is_refused(server, make_put_command(4), 10), (
        "after the commit the order is lost"
    )
    server.deliver(success_reply(server.lastIndex), now=10)
    server.compact(server.lastIndex, now=10)
    assert is_refused(server, make_put_command(6), 10) and not is_refused(server, make_put_command(5), 10), (
        "calls 1 to 4 are in the snapshot of S1, and its log is empty: the order is lost"
    )
    early = Command("get", "x", client="f", sequence=2)
    assert is_refused(server, early, 11), (
        "reads go through the log; S1 took call 2 of this client, a get, before call 1, which would count as old then"
    )
    for reads in READS:
        server = elect_leader(lab, msgspec.structs.replace(ordered, reads=reads))
        assert not is_refused(server, early, 1), (
            f"reads = {reads!r}: a get needs no entry and has no order; it was refused"
        )
        for operation in ("put", "cas"):
            gap = Command(operation, "x", "1", client="f", sequence=2)
            assert is_refused(server, gap, 2), f"reads = {reads!r}: S1 took call 2, a {operation}, before call 1"
        assert not is_refused(server, make_put_command(1, client="f"), 3), (
            f"reads = {reads!r}: a get came, and call 1 was refused"
        )
        assert not is_refused(server, early, 4) and not is_refused(server, make_put_command(2, client="f"), 5), (
            f"reads = {reads!r}: call 2 came after call 1 and a get, which needs no entry; one of the two was refused"
        )
        assert is_refused(server, make_put_command(4, client="f"), 6), (
            f"reads = {reads!r}: S1 took call 4 before call 3"
        )
    calls = [Entry(1, make_put_command(number)) for number in (1, 2)]
    heir = elect_leader(lab, ordered, (1, *calls))
    assert is_refused(heir, make_put_command(4), 1) and not is_refused(heir, make_put_command(3), 1), (
        "calls 1 and 2 are in S1's log, of the leader before, and not committed yet: the order is lost"
    )
    first = elect_leader(lab, ordered, (), commit=0)
    assert is_refused(first, make_put_command(3), 1), (
        "the log is empty, and S1 took call 3 of a client as the first of all"
    )
    plain = elect_leader(lab, msgspec.structs.replace(ordered, calls_in_order=False))
    assert not is_refused(plain, make_put_command(7), 1), "calls_in_order is not set, and a gap was refused"
