# caught by: test_transfer_is_granted_while_a_leader_is_heard
from raftlab.server import RequestVoteReply


class Invariants(Server):
    """Grants with the right rule, and writes the vote after it has sent it."""

    def handleTransferVote(self, req: TransferVote) -> None:
        granted = self.votedFor in (None, req.candidateId) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.votedFor = req.candidateId
        self.send(req.candidateId, RequestVoteReply(self.currentTerm, self.id, granted))
        self.persist()
