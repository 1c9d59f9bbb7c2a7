# caught by: test_transfer_needs_the_log
class Invariants(Server):
    """Grants whoever comes with the transfer flag, if the vote is free."""

    def handleTransferVote(self, req: TransferVote) -> None:
        last = self.log.lastIndex(), self.log.lastTerm()
        self.handleRequestVote(RequestVote(req.term, req.candidateId, *last))
