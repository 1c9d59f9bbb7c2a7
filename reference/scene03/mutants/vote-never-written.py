# caught by: test_vote_stands_after_a_crash
class Election(Server):
    """The vote is in memory alone."""

    replace(
        "handleRequestVote",
        "if self.votedFor is None:\n    self.votedFor = req.candidateId\n    self.persist()",
        "self.votedFor = req.candidateId",
    )
