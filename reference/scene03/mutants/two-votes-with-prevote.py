# caught by: test_second_candidate_is_refused
class Election(Server):
    """With Pre-Vote it votes again for a candidate with a longer log."""

    replace(
        "handleRequestVote",
        "free = self.votedFor is None or self.votedFor == req.candidateId",
        "free = self.votedFor in (None, req.candidateId) or (\n"
        "    self.options.preVote and self.votedFor != self.id and req.lastLogIndex > self.log.lastIndex()\n)",
    )

    replace("handleRequestVote", "if self.votedFor is None:", "if self.votedFor != req.candidateId:")
