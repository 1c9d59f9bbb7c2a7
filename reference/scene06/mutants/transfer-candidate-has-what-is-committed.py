# caught by: test_transfer_needs_the_log
class Invariants(Server):
    """Trusts that who is asked to stand has what is committed here."""

    def handleTransferVote(self, req: TransferVote) -> None:
        self.handleRequestVote(
            RequestVote(req.term, req.candidateId, max(req.lastLogIndex, self.commitIndex), req.lastLogTerm)
        )
