"""The messages of Pre-Vote. (dissertation §9.6)"""

from __future__ import annotations

from raftlab.server import Message, ServerId


class PreVote(Message, frozen=True):
    """A server asks whether it could win an election in nextTerm. `term` is its currentTerm, which does not rise."""

    candidateId: ServerId
    nextTerm: int
    lastLogIndex: int
    lastLogTerm: int

    def refusal(self, term: int, sender: ServerId) -> Message:
        return PreVoteReply(term=term, voterId=sender, nextTerm=self.nextTerm, voteGranted=False)


class PreVoteReply(Message, frozen=True):
    """A server's answer to PreVote. nextTerm is the request's."""

    voterId: ServerId
    nextTerm: int
    voteGranted: bool
