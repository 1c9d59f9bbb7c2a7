# caught by: test_transfer_gets_no_second_vote
class Invariants(Server):
    """Takes its vote back from another candidate: the leader has decided."""

    def handleTransferVote(self, req: TransferVote) -> None:
        self.votedFor = None
        self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))
