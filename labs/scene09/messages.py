"""The messages by which a leader confirms that it still leads, and those of reads at a follower. (dissertation §6.4)"""

from __future__ import annotations

from raftlab.server import Message, ServerId

NO_ROUND = -1
"""The round of a refusal."""


class ConfirmLeadership(Message, frozen=True):
    """A leader asks whether it still leads its term. `round` tells its rounds of questions apart; it rises."""

    leaderId: ServerId
    round: int

    def refusal(self, term: int, sender: ServerId) -> Message:
        return ConfirmLeadershipReply(term=term, followerId=sender, round=NO_ROUND)


class ConfirmLeadershipReply(Message, frozen=True):
    """A server's answer: in `term`, it followed the leader when it got the question of that round.

    The refusal of an old question has the round NO_ROUND: it answers none, whatever number the question had.
    """

    followerId: ServerId
    round: int


class ReadIndex(Message, frozen=True):
    """A follower asks its leader for the index of a read: the call `sequence` of `client`."""

    followerId: ServerId
    client: str
    sequence: int


class ReadIndexReply(Message, frozen=True):
    """A leader's answer: after that call arrived it still led `term`, and the read needs all up to `index` applied."""

    leaderId: ServerId
    client: str
    sequence: int
    index: int
