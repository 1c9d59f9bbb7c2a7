"""The messages by which a leader confirms that it still leads. (dissertation §6.4)"""

from __future__ import annotations

from raftlab.server import Message, ServerId


class ConfirmLeadership(Message, frozen=True):
    """A leader asks whether it still leads its term. `round` tells its rounds of questions apart; it rises."""

    leaderId: ServerId
    round: int

    def refusal(self, term: int, sender: ServerId) -> Message:
        return ConfirmLeadershipReply(term=term, followerId=sender, round=self.round)


class ConfirmLeadershipReply(Message, frozen=True):
    """A server's answer: in `term`, it followed the leader when it got the question of that round."""

    followerId: ServerId
    round: int
