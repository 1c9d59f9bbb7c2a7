"""The no-op with which a leader begins."""

import msgspec

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene10.operation_steps import PLAIN, TERM, elected, success
from raftlab.server import Entry

NO_OP = msgspec.structs.replace(PLAIN, no_op=True)
WITH_READS = msgspec.structs.replace(NO_OP, reads="index")


@check(
    points=4,
    paper="§8; §5.4.2",
    ask="when may a leader commit an entry of an older term, and what if no client asks for anything?",
)
def test_own_term_commits_the_older(lab: Lab) -> None:
    """With a no-op of its own term a new leader commits what it inherited, and nothing before that."""
    for options, name in ((NO_OP, "no_op"), (WITH_READS, "no_op and reads")):
        server = elected(lab, options, (1, 1, 1))
        assert server.log_terms[:3] == [1, 1, 1], f"S1 won term 2 with {name}; its log now has terms {server.log_terms}"
        added = server.log[3:]
        assert added and all(entry == Entry(TERM) for entry in added), (
            f"S1 won term 2 with {name}; after its three entries of term 1 it has {list(added)}"
        )
        assert server.durable_state.log == server.log, "S1 won term 2; its no-op is not on its disk"
        assert server.commitIndex == 1, "nobody has acknowledged anything, and S1 moved its commitIndex"
        server.deliver(success(server.lastIndex), now=1)
        assert server.commitIndex == server.lastIndex, (
            f"S2 stores all {server.lastIndex} entries, the last of S1's own term; commitIndex is {server.commitIndex}"
        )
    server = elected(lab, PLAIN, (1, 1, 1))
    assert server.log_terms == [1, 1, 1], f"no_op is not set, and the new leader added {server.log[3:]}"
    alone = lab.place("S1", cluster=1, term=1, log=(1, 1), options=NO_OP)
    alone.fire_timer("election", now=300)
    assert alone.commitIndex == 3, f"S1 is a majority by itself; after it won, its commitIndex is {alone.commitIndex}"
    sent = [to for to, _ in elected(lab, NO_OP, (1,), cluster=5).fire_timer("heartbeat", now=50).sent_messages]
    assert {"S2", "S3", "S4", "S5"} <= set(sent), f"the no-op is to reach every follower; sent to {sorted(set(sent))}"
