# caught by: test_transfer_needs_the_log
class Invariants(Server):
    """A leader whose clients wait takes every log of the server to which it hands over."""

    replace(
        "handleTransferVote",
        "self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))",
        "last = max(req.lastLogTerm, self.log.lastTerm() + 1) if self.waiting else req.lastLogTerm\n"
        "self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, last))",
    )
