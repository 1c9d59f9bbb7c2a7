# caught by: test_vote_depends_on_vote_and_log_alone
class Election(Server):
    """The last server of the cluster has no free vote for the one before it."""

    replace(
        "handleRequestVote",
        "free = self.votedFor is None or",
        """neighbour = self.id == self.cluster[-1] and req.candidateId == self.cluster[-2:][0]
free = (self.votedFor is None and not neighbour) or""",
    )
