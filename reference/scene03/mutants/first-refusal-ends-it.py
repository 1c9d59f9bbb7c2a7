# caught by: test_tables_of_elections
class Election(Server):
    """One refusal, and the candidate follows."""

    replace(
        "handleRequestVoteReply",
        "if self.role != CANDIDATE or not reply.voteGranted:",
        "if self.role != CANDIDATE:\n    return\nif not reply.voteGranted:\n    self.becomeFollower(self.currentTerm)",
    )
