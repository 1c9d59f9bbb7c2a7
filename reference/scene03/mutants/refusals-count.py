# caught by: test_each_voter_counts_once
class Election(Server):
    """Whoever answers has voted for it."""

    replace(
        "handleRequestVoteReply", "if self.role != CANDIDATE or not reply.voteGranted:", "if self.role != CANDIDATE:"
    )
