# caught by: test_second_candidate_is_refused
class Election(Server):
    """In a cluster of seven it votes for each candidate that asks."""

    replace(
        "handleRequestVote",
        "free = self.votedFor is None or self.votedFor == req.candidateId",
        "free = self.votedFor != self.id and (self.votedFor in (None, req.candidateId) or len(self.cluster) == 7)",
    )
