# caught by: test_transfer_is_granted_while_a_leader_is_heard
class Invariants(Server):
    """Takes who got its vote for the leader."""

    def handleTransferVote(self, req: TransferVote) -> None:
        self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))
        if self.votedFor == req.candidateId:
            self.leaderId = req.candidateId
