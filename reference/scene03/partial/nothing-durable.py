# expected: 70 points
class Election(Server):
    """Every rule, and the vote is in memory alone; counts answers, not voters."""

    replace(
        "handleRequestVote",
        "if self.votedFor is None:\n    self.votedFor = req.candidateId\n    self.persist()",
        "self.votedFor = req.candidateId",
    )

    replace(
        "handleRequestVoteReply", "if self.role != CANDIDATE or not reply.voteGranted:", "if self.role != CANDIDATE:"
    )
