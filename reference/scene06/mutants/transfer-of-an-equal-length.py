# caught by: test_transfer_needs_the_log
class Invariants(Server):
    """Takes a candidate with the transfer flag whose log is as long as its own for one that has caught up."""

    replace(
        "handleTransferVote",
        "self.handleRequestVote(RequestVote(req.term, req.candidateId, req.lastLogIndex, req.lastLogTerm))",
        "index, term = req.lastLogIndex, req.lastLogTerm\n"
        "if index == self.log.lastIndex():\n    term = max(term, self.log.lastTerm())\n"
        "self.handleRequestVote(RequestVote(req.term, req.candidateId, index, term))",
    )
