# caught by: test_transfer_is_granted_while_a_leader_is_heard
from raftlab.server import RequestVoteReply


class Invariants(Server):
    """Answers a candidate with the transfer flag in the candidate's own name: it counts its own vote twice."""

    def handleTransferVote(self, req: TransferVote) -> None:
        is_free = self.votedFor in (None, req.candidateId)
        is_granted = is_free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if is_granted:
            self.votedFor = req.candidateId
            self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, RequestVoteReply(self.currentTerm, req.candidateId, is_granted))
