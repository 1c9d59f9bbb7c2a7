# caught by: test_same_candidate_is_granted_again
class Election(Server):
    """A vote is told once."""

    replace(
        "handleRequestVote",
        "free = self.votedFor is None or self.votedFor == req.candidateId",
        "free = self.votedFor is None",
    )
