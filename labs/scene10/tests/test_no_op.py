"""The no-op with which a leader begins."""

import msgspec

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene09.messages import ConfirmLeadership, ConfirmLeadershipReply
from raftlab.labs.scene10.pipelining_pair import PLAIN, TERM, elect_leader, success_reply
from raftlab.server import OK, AppendEntries, Command, Entry, RequestVoteReply

NO_OP = msgspec.structs.replace(PLAIN, no_op=True)
READS = ("index", "lease")


@check(
    points=2,
    paper="§8; §5.4.2",
    ask="when may a leader commit an entry of an older term, and what if no client asks for anything?",
)
def test_own_term_commits_the_older(lab: Lab) -> None:
    """With a no-op of its own term a new leader commits what it inherited, and it commits nothing earlier."""
    server = elect_leader(lab, NO_OP, (1, 1, 1))
    assert server.log_terms[:3] == [1, 1, 1], f"S1 won term 2 with no_op; its log now has terms {server.log_terms}"
    added = server.log[3:]
    assert added and all(entry == Entry(TERM) for entry in added), (
        f"S1 won term 2 with no_op; after its three entries of term 1 it has {list(added)}"
    )
    assert server.durable_state.log == server.log, "S1 won term 2; its no-op is not on its disk"
    assert server.commitIndex == 1, "nobody has acknowledged anything, and S1 moved its commitIndex"
    server.deliver(success_reply(server.lastIndex), now=1)
    assert server.commitIndex == server.lastIndex, (
        f"S2 stores all {server.lastIndex} entries, the last of S1's own term; commitIndex is {server.commitIndex}"
    )
    server = elect_leader(lab, PLAIN, (1, 1, 1))
    assert server.log_terms == [1, 1, 1], f"no_op is not set, and the new leader added {server.log[3:]}"
    alone = lab.place("S1", cluster=1, term=1, log=(1, 1), options=NO_OP)
    alone.fire_timer("election", now=300)
    assert alone.commitIndex == alone.lastIndex > 2, (
        f"S1 is a majority by itself; after it won, its commitIndex is {alone.commitIndex}, of {alone.lastIndex}"
    )
    again = elect_leader(lab, NO_OP)
    again.deliver(AppendEntries(TERM + 1, "S3", 1, 1, (), 1), now=1)
    again.fire_timer("election", now=400)
    again.deliver(RequestVoteReply(TERM + 2, "S2", True), now=401)
    assert again.role == "leader" and again.log[-1:] == (Entry(TERM + 2),), (
        f"S1 led term 2, heard S3 in term 3, and won term 4 with no_op: it is a {again.role}, and its log has terms "
        f"{again.log_terms}"
    )
    sent = [to for to, _ in elect_leader(lab, NO_OP, (1,), cluster=5).fire_timer("heartbeat", now=50).sent_messages]
    assert {"S2", "S3", "S4", "S5"} <= set(sent), f"the no-op is to reach every follower; sent to {sorted(set(sent))}"


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
