"""A server that leads for the second and the third time: what it may commit, and what its clients hear."""

from collections.abc import Iterator

from raftlab.checks import CheckFailure, check
from raftlab.checks.frame_conditions import FrameCase, check_frames
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene04.reelected_leader import ReelectedLeader, old_message_cases, reelected_leaders
from raftlab.server import AppendEntriesReply, Command


@check(
    points=2,
    explained_by=["test_minority_waits", "test_each_call_is_answered_once"],
    paper="§5.4.2; Figure 2 (volatile state on leaders: “reinitialized after election”)",
    ask="of which term are the entries that the followers have acknowledged, and in which term does it lead now?",
)
def test_hidden_former_leadership(lab: Lab) -> None:
    """In each leadership a leader commits by its own entries and acknowledgements, and answers each client once."""
    check_frames(lab, leadership_cases(lab))


def leadership_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield the messages of older terms in each leadership; then let the leader commit in it."""
    for life, reelected in reelected_leaders(lab):
        yield from old_message_cases(reelected)
        check_inherited(life, reelected)
        check_own(life, reelected)


def acknowledge(reelected: ReelectedLeader, index: int, follower: str) -> list[tuple[str, str]]:
    """Let a follower acknowledge an index; return the client and the outcome of each answer to a call of this term."""
    term = reelected.leader.currentTerm
    step = reelected.leader.deliver(AppendEntriesReply(term, follower, True, index - 1, index), now=reelected.now)
    return [(each.client, each.outcome) for each in step.replies if each.sequence == term]


def check_inherited(life: str, reelected: ReelectedLeader) -> None:
    """Let two followers of four acknowledge the entries of older terms: CheckFailure if that commits any."""
    leader, before = reelected.leader, reelected.leader.commitIndex
    inherited = sum(term < leader.currentTerm for term in leader.log_terms)
    for follower in ("S2", "S3"):
        acknowledge(reelected, inherited, follower)
    if leader.commitIndex != before:
        raise CheckFailure(
            f"{life}; its log has the terms {' '.join(map(str, leader.log_terms))}. S2 and S3 acknowledged index "
            f"{inherited}: commitIndex was {before}, and then {leader.commitIndex}."
        )


def check_own(life: str, reelected: ReelectedLeader) -> None:
    """Let an entry of its own reach S3, then S2; a second one stays unacknowledged, and the leadership ends."""
    leader, term = reelected.leader, reelected.leader.currentTerm
    before = leader.commitIndex
    leader.propose(Command("put", "x", str(term), client="a", sequence=term), now=reelected.now)
    index = len(leader.log)
    heard = acknowledge(reelected, index, "S3")
    if heard or leader.commitIndex not in (before, index - 1):
        raise CheckFailure(
            f"{life}. It took entry {index}, and S3 acknowledged it: commitIndex then was {leader.commitIndex}, "
            f"answers: {heard}."
        )
    heard = acknowledge(reelected, index, "S2") + acknowledge(reelected, index, "S2")
    leader.propose(Command("put", "x", "", client="b", sequence=term), now=reelected.now)
    ends = leader.deliver(AppendEntriesReply(term + 1, "S4", False), now=reelected.now).replies
    told = [*heard, *((each.client, each.outcome) for each in ends if each.sequence == term)]
    if told[:1] != [("a", "ok")] or any(answer != ("b", "unknown") for answer in told[1:]):
        raise CheckFailure(
            f"{life}. It took entry {index} of client a, which S3 and S2 acknowledged, and entry {index + 1} of client "
            f"b; then it heard of term {term + 1}: {told}, commitIndex {leader.commitIndex}."
        )
