# caught by: test_free_vote_is_granted
class Election(Server):
    """Grants, and does not note to whom."""

    replace(
        "handleRequestVote",
        "if self.votedFor is None:\n    self.votedFor = req.candidateId\n    self.persist()",
        "self.persist()",
    )
