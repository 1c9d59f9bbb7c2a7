"""The message of a leadership transfer. (dissertation §3.10, §4.2.3)"""

from raftlab.server import Message, RequestVoteReply, ServerId


class TransferVote(Message, frozen=True):
    """A candidate asks for a vote because the leader wants to hand over to it: a RequestVote with the transfer flag."""

    candidateId: ServerId
    lastLogIndex: int
    lastLogTerm: int

    def refusal(self, term: int, sender: ServerId) -> Message:
        return RequestVoteReply(term=term, voterId=sender, voteGranted=False)
