# caught by: test_event_changes_only_what_it_is_about
class Invariants(Server):
    """A server that refuses a transfer no longer knows its leader."""

    def handleTransferVote(self, req: TransferVote) -> None:
        self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))
        if self.votedFor != req.candidateId:
            self.leaderId = None
