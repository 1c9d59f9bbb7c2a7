"""The no-op with which a leader begins."""

import contextlib

import msgspec

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene07.members import parse_configuration
from raftlab.labs.scene09.messages import ConfirmLeadership, ConfirmLeadershipReply
from raftlab.labs.scene10.deployment_cases import SETTINGS, elect_in, name_setting_on_failure
from raftlab.labs.scene10.messages import TimeoutNow
from raftlab.labs.scene10.pipelining_pair import (
    PLAIN,
    TERM,
    elect_leader,
    finish_writes,
    name_options_on_failure,
    success_reply,
    win_election,
)
from raftlab.server import OK, AppendEntries, Command, Entry, Options, RequestVoteReply, Snapshot

NO_OP = msgspec.structs.replace(PLAIN, no_op=True)
MORE_NO_OP = (
    Options(no_op=True, electionTimeout=(300, 600)),
    msgspec.structs.replace(NO_OP, disk="background", window_messages=4),
)
"""Other deployments in which a leader begins with a no-op."""
READS = ("index", "lease")


@check(
    points=2,
    paper="§8; §5.4.2",
    ask="when may a leader commit an entry of an older term, and what if no client asks for anything?",
)
def test_own_term_commits_the_older(lab: Lab) -> None:
    """With a no-op of its own term a new leader commits what it inherited, and it commits nothing earlier."""
    for options in (NO_OP, *MORE_NO_OP):
        with name_options_on_failure(options, may_lack_holes=options.disk == "background"):
            check_own_term_commits_the_older(lab, options)
    for plain in SETTINGS:
        setting = plain.with_options(no_op=True)
        with name_setting_on_failure(setting):
            led = elect_in(lab, setting, (1, 1))
            assert led.log[-1:] == (Entry(setting.term),), (
                f"S1 won term {setting.term} with no_op; its log now has terms {led.log_terms}"
            )
            assert led.votedFor == "S1", f"S1 won term {setting.term} with its own vote; its votedFor is {led.votedFor}"


def check_own_term_commits_the_older(lab: Lab, options: Options) -> None:
    """AssertionError if a leader begins without a no-op, or commits too much or too little."""
    server = elect_leader(lab, options, (1, 1, 1))
    assert server.log_terms[:3] == [1, 1, 1], f"S1 won term 2 with no_op; its log now has terms {server.log_terms}"
    added = server.log[3:]
    assert added and all(entry == Entry(TERM) for entry in added), (
        f"S1 won term 2 with no_op; after its three entries of term 1 it has {list(added)}"
    )
    assert server.commitIndex == 1, "nobody has acknowledged anything, and S1 moved its commitIndex"
    finish_writes(server, 0)
    assert server.durable_state.log == server.log, "S1 won term 2; its no-op is not on its disk"
    assert server.commitIndex == 1, "nobody has acknowledged anything, and S1 moved its commitIndex"
    server.deliver(success_reply(server.lastIndex), now=1)
    assert server.commitIndex == server.lastIndex, (
        f"S2 stores all {server.lastIndex} entries, the last of S1's own term; commitIndex is {server.commitIndex}"
    )
    server = elect_leader(lab, PLAIN, (1, 1, 1))
    assert server.log_terms == [1, 1, 1], f"no_op is not set, and the new leader added {server.log[3:]}"
    alone = lab.place("S1", cluster=1, term=1, log=(1, 1), options=options)
    alone.fire_timer("election", now=300)
    finish_writes(alone, 301)
    assert alone.commitIndex == alone.lastIndex > 2, (
        f"S1 is a majority by itself; after it won, its commitIndex is {alone.commitIndex}, of {alone.lastIndex}"
    )
    again = elect_leader(lab, options)
    again.deliver(AppendEntries(TERM + 1, "S3", 1, 1, (), 1), now=1)
    win_election(again, TERM + 2, 400)
    assert again.role == "leader" and again.log[-1:] == (Entry(TERM + 2),), (
        f"S1 led term 2, heard S3 in term 3, and won term 4 with no_op: it is a {again.role}, and its log has terms "
        f"{again.log_terms}"
    )
    check_any_last_entry(lab, options)
    sent = [to for to, _ in elect_leader(lab, options, (1,), cluster=5).fire_timer("heartbeat", now=50).sent_messages]
    assert {"S2", "S3", "S4", "S5"} <= set(sent), f"the no-op is to reach every follower; sent to {sorted(set(sent))}"


def check_any_last_entry(lab: Lab, options: Options) -> None:
    """AssertionError if a leader begins without a no-op, whatever its last entry is and whatever began its election."""
    for words in ("", "S1 S2 S3 + S4", "S1 S2 S3 | S1 S2 S4"):
        last = Entry(1, None, parse_configuration(words) if words else None)
        led = elect_leader(lab, options, (1, last))
        assert led.log_terms[:3] == [1, 1, TERM], (
            f"S1's log ended with {f'the configuration {words}' if words else 'a no-op'} of term 1, and it won term 2 "
            f"with no_op; its log has terms {led.log_terms}"
        )
    covered = lab.place(
        "S1",
        role="candidate",
        term=TERM,
        log=(),
        log_start=(6, 1),
        snapshot=Snapshot(6, 1, None, '[{"x":"1"},{}]'),
        commit_index=6,
        options=options,
    )
    covered.deliver(RequestVoteReply(TERM, "S2", True))
    assert covered.log and all(entry == Entry(TERM) for entry in covered.log), (
        f"a snapshot covers S1's log, and S1 won term 2 with no_op; behind the snapshot are {list(covered.log)}"
    )
    with contextlib.suppress(UnwrittenHoleError):  # handleTimeoutNow comes later
        check_no_op_after_a_transfer(lab, options)


def check_no_op_after_a_transfer(lab: Lab, options: Options) -> None:
    """AssertionError if a server that was asked to start an election begins to lead without a no-op."""
    asked = lab.place("S1", term=TERM, log=(1, TERM), commit_index=1, leader="S2", options=options)
    asked.deliver(TimeoutNow(TERM, "S2"), now=1)
    asked.deliver(RequestVoteReply(TERM + 1, "S3", True), now=2)
    assert asked.log_terms[:3] == [1, TERM, TERM + 1], (
        f"S2 handed over to S1, which won term {TERM + 1} with no_op; its log has terms {asked.log_terms}"
    )


@check(
    points=2,
    explained_by=["test_own_term_commits_the_older"],
    paper="§8; dissertation §6.4, step 1",
    ask="what must a new leader commit before it knows up to where the others have committed?",
)
def test_no_op_opens_reads(lab: Lab) -> None:
    """A new leader answers a read though no client writes: its no-op is the entry of its term that the read needs."""
    for reads, commit in [(reads, commit) for reads in READS for commit in (1, 3)]:
        server = elect_leader(lab, msgspec.structs.replace(NO_OP, reads=reads), (1, 1, 1), commit=commit)
        steps = [server.propose(Command("get", "x", client="r", sequence=1), now=1)]
        steps += [server.deliver(success_reply(server.lastIndex), now=2), server.fire_timer("heartbeat", now=50)]
        asked = [message for step in steps for to, message in step.sent_messages if to == "S2"]
        rounds = [message.round for message in asked if isinstance(message, ConfirmLeadership)]
        steps += [server.deliver(ConfirmLeadershipReply(TERM, "S2", number), now=51) for number in rounds]
        heard = [reply.outcome for step in steps for reply in step.replies if reply.client == "r"]
        assert heard == [OK], (
            f"reads = {reads!r}: S1 won term 2, S2 stores all that S1 has and confirmed that S1 leads, and no client "
            f"wrote; a read at S1 heard {', '.join(heard) or 'nothing'}. The log of S1 has terms {server.log_terms}: "
            f"{server.log_terms.count(TERM) or 'no'} entry of term 2"
        )
    for reads in READS:
        options = msgspec.structs.replace(NO_OP, reads=reads)
        alone = lab.place("S1", cluster=1, term=1, log=(), options=options)
        steps = [alone.fire_timer("election", now=300)]
        steps += [alone.propose(Command("get", "x", client="r", sequence=1), now=301)]
        steps += [alone.fire_timer("heartbeat", now=350)]
        heard = [reply.outcome for step in steps for reply in step.replies if reply.client == "r"]
        assert heard == [OK], (
            f"reads = {reads!r}: S1 is a majority by itself, its log was empty when it won, and a read at S1 heard "
            f"{', '.join(heard) or 'nothing'}"
        )
