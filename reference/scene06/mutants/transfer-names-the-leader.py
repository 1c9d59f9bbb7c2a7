# caught by: test_event_changes_only_what_it_is_about
class Invariants(Server):
    """Takes the candidate with the transfer flag for the leader."""

    def handleTransferVote(self, req: TransferVote) -> None:
        self.leaderId = req.candidateId
        self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))
