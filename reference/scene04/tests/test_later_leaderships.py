"""A server that leads for the second and the third time."""

from collections.abc import Iterator

from raftlab.checks import CheckFailure, check
from raftlab.checks.frame_conditions import FrameCase, check_frames
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene04.reelected_leader import ReelectedLeader, old_message_cases, reelected_leaders
from raftlab.labs.scene04.table_rows import append_mismatch_text, appends_text, sent_appends
from raftlab.server import AppendEntriesReply


@check(
    points=2,
    explained_by=["test_reply_to_a_former_leader"],
    paper="§5.1; Figure 2 (volatile state on leaders: “reinitialized after election”)",
    ask="in which term was this message sent, and what does the leader of a later term know about its sender?",
)
def test_former_leadership_changes_nothing(lab: Lab) -> None:
    """What a server learned when it led before, and messages from then, change nothing when it leads again."""
    check_frames(lab, leadership_cases(lab))


def leadership_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield the old messages of each leadership, and see to the leadership itself after them."""
    for life, reelected in reelected_leaders(lab):
        yield from old_message_cases(reelected)
        check_books(life, reelected)


def check_books(life: str, reelected: ReelectedLeader) -> None:
    """Deliver acknowledgements and refusals of the current term; compare what the leader then knows and sends."""
    check_appends(life, reelected)
    leader, last = reelected.leader, len(reelected.leader.log)
    term = leader.currentTerm
    for follower, index in (("S2", 1), ("S3", 2), ("S5", last)):
        leader.deliver(AppendEntriesReply(term, follower, True, index - 1, index), now=reelected.now)
        if leader.matchIndex.get(follower) != index or leader.nextIndex.get(follower, 0) <= index:
            raise CheckFailure(
                f"{life}. Then {follower} acknowledged index {index}: nextIndex[{follower}] was "
                f"{leader.nextIndex.get(follower)}, matchIndex[{follower}] {leader.matchIndex.get(follower)}."
            )
    prev = leader.nextIndex.get("S4", 1) - 1
    step = leader.deliver(AppendEntriesReply(term, "S4", False, prev), now=reelected.now)
    sent = sent_appends(step, "S4") or sent_appends(leader.fire_timer("heartbeat", now=reelected.now), "S4")
    wrong = [text for message in sent if (text := append_mismatch_text(message, leader))]
    if leader.matchIndex.get("S4") != 0 or wrong or not sent or any(m.prevLogIndex >= prev for m in sent):
        raise CheckFailure(
            f"{life}. Then S4 refused prevLogIndex {prev}: matchIndex[S4] was {leader.matchIndex.get('S4')}, and S1 "
            f"sent S4 {wrong[0] if wrong else appends_text(sent)}."
        )


def check_appends(life: str, reelected: ReelectedLeader) -> None:
    """Compare what each follower is sent with the log of this leadership: with a heartbeat, a call, and a heartbeat."""
    leader, now = reelected.leader, reelected.now
    for act in (lambda: leader.fire_timer("heartbeat", now=now), lambda: leader.propose("x=1", now=now)) * 2:
        step = act()
        for follower in ("S2", "S3", "S4", "S5"):
            for message in sent_appends(step, follower):
                wrong = append_mismatch_text(message, leader)
                if wrong:
                    raise CheckFailure(f"{life}. It sent {follower} {wrong}.")
