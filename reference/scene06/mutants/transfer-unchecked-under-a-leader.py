# caught by: test_transfer_needs_the_log
class Invariants(Server):
    """Does not compare the logs on a transfer while it follows a leader of the term."""

    def handleTransferVote(self, req: TransferVote) -> None:
        last, term = req.lastLogIndex, req.lastLogTerm
        if self.leaderId is not None:
            last, term = max(last, self.log.lastIndex()), max(term, self.log.lastTerm())
        self.handleRequestVote(RequestVote(req.term, req.candidateId, last, term))
