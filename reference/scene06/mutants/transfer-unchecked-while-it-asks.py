# caught by: test_transfer_needs_the_log
class Invariants(Server):
    """Compares no log on a transfer while it asks for pre-votes."""

    replace(
        "handleTransferVote",
        "self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))",
        "last = max(req.lastLogTerm, self.log.lastTerm() + 1) if self.preVotesGranted else req.lastLogTerm\n"
        "self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, last))",
    )
