"""A server that has led before: what it learned in an older term, and messages of that term, teach it nothing now."""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.checks import CheckFailure, entry
from raftlab.checks.frame_conditions import FrameCase
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene03a.messages import PreVoteReply
from raftlab.labs.scene04.frame_events import NamedMessage, delivery_act
from raftlab.server import AppendEntries, AppendEntriesReply, Options, RequestVoteReply

PLAIN = Options(preVote=False, checkQuorum=False)
FIRST_TERM = 2
ELECTION_STEP_MS = 100_000.0
"""Time, in ms, between two leaderships."""
LIFE_TEXT = "S1 of five servers led term 2, had its entries 4 and 5 replaced by S5 in term 3, and led term 4"


class ReelectedLeader:
    """S1 of five: it leads term 2 with log 1 1 2 2 2, and later terms 4, 6, …. Each time S2 acknowledges all of it."""

    def __init__(self, lab: Lab, front_layer: str = "") -> None:
        self.leader: PlacedServer = lab.place(
            "S1",
            cluster=5,
            role="leader",
            term=FIRST_TERM,
            log=[1, 1, 2, 2, 2],
            commit_index=1,
            options=PLAIN,
            front_layer=front_layer,
        )
        self.now = 0.0
        self.hear_followers()

    def hear_followers(self) -> None:
        """Deliver answers to the leader of the current term: S2 stores the whole log, S3 index 2, S4 nothing."""
        if self.leader.role != "leader":  # its leadership is over already
            return
        term, last = self.leader.currentTerm, len(self.leader.log)
        for reply in (
            AppendEntriesReply(term, "S4", False, last),
            AppendEntriesReply(term, "S3", True, 0, 2),
            AppendEntriesReply(term, "S2", True, last - 1, last),
        ):
            self.leader.deliver(reply, now=self.now)

    def replace_tail(self) -> None:
        """Let S5, leader of the next term, replace entries 4 and 5 by one of its own."""
        term = self.leader.currentTerm + 1
        self.leader.deliver(AppendEntries(term, "S5", 3, 2, (entry(term, 4),), 1), now=self.now)

    def step_down(self) -> None:
        """Let it hear of the next term."""
        self.leader.deliver(AppendEntriesReply(self.leader.currentTerm + 1, "S4", False), now=self.now)

    def win_next_term(self) -> None:
        """Let it win the term after this one with the votes of S3 and S4; CheckFailure if it does not lead then."""
        term = self.leader.currentTerm + 1
        self.now += ELECTION_STEP_MS
        self.leader.fire_timer("election", now=self.now)
        for voter in ("S3", "S4"):
            self.leader.deliver(RequestVoteReply(term, voter, True), now=self.now)
        if (self.leader.role, self.leader.currentTerm) != ("leader", term):
            raise CheckFailure(
                f"S1 started an election in term {term}, and S3 and S4 voted for it: it is {self.leader}."
            )

    def old_messages(self) -> Iterator[NamedMessage]:
        """Yield messages of every term before this one, with content, as they may still be under way."""
        last = len(self.leader.log)
        for term in range(FIRST_TERM, self.leader.currentTerm):
            for index in (3, last):
                event = f"S4 acknowledges index {index} to the leader of term {term}"
                yield event, AppendEntriesReply(term, "S4", True, index - 1, index)
            yield f"S4 refuses prevLogIndex {last} in term {term}", AppendEntriesReply(term, "S4", False, last)
            event = f"S4 refuses prevLogIndex {last} in term {term}, with a hint"
            yield event, AppendEntriesReply(term, "S4", False, last, 0, 0, 1)
            yield f"S2 votes for it in term {term}", RequestVoteReply(term, "S2", True)
            yield f"S2 would vote for it in term {term + 1}", PreVoteReply(term, "S2", term + 1, True)
            event = f"S5, leader of term {term}, sends entries from index 2 on"
            yield event, AppendEntries(term, "S5", 1, 1, (entry(term, 2), entry(term, 3)), 3)


def reelected_leaders(lab: Lab) -> Iterator[tuple[str, ReelectedLeader]]:
    """Yield S1 in its second leadership and its third, in the one after, and in one after a restart, with a text."""
    reelected = ReelectedLeader(lab)
    reelected.replace_tail()
    reelected.win_next_term()
    yield f"{LIFE_TEXT}", reelected
    reelected.hear_followers()
    reelected.step_down()
    reelected.win_next_term()
    yield f"{LIFE_TEXT} and term 6", reelected
    reelected.hear_followers()
    reelected.step_down()
    reelected.win_next_term()
    yield f"{LIFE_TEXT} and terms 6 and 8", reelected
    reelected.hear_followers()
    reelected.step_down()
    reelected.leader.restart(now=reelected.now)
    reelected.win_next_term()
    yield f"{LIFE_TEXT} and terms 6 and 8, restarted, and leads term 10", reelected


def old_message_cases(reelected: ReelectedLeader) -> Iterator[FrameCase]:
    """Yield the messages of older terms: none of them may change anything now."""
    for event, message in [*reelected.old_messages()]:
        yield FrameCase(event, lambda: reelected.leader, delivery_act(message))
