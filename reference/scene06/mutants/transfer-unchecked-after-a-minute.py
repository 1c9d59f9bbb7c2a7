# caught by: test_transfer_needs_the_log
class Invariants(Server):
    """From the second minute on it compares no log on a transfer."""

    replace(
        "handleTransferVote",
        "self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))",
        "last = max(req.lastLogTerm, self.log.lastTerm() + 1) if self.now > 60_000 else req.lastLogTerm\n"
        "self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, last))",
    )
