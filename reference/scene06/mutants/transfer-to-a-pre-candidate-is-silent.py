# caught by: test_transfer_is_granted_while_a_leader_is_heard
class Invariants(Server):
    """Answers no transfer while it asks whether it may stand itself."""

    def handleTransferVote(self, req: TransferVote) -> None:
        if self.role == "pre-candidate":
            return
        self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))
