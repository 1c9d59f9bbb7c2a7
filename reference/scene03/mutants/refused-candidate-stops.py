# caught by: test_rivals
class Election(Server):
    """One refusal, and the candidate never stands again."""

    replace(
        "handleRequestVoteReply",
        "if self.role != CANDIDATE or not reply.voteGranted:",
        'if self.role != CANDIDATE:\n    return\nif not reply.voteGranted:\n    self.cancelTimer("election")',
    )
