# caught by: test_transfer_is_granted_while_a_leader_is_heard
class Invariants(Server):
    """Does not answer who has its vote already: a lost answer stays lost."""

    def handleTransferVote(self, req: TransferVote) -> None:
        if self.votedFor == req.candidateId:
            return
        self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))
