# caught by: test_late_vote_changes_nothing
class Election(Server):
    """With CheckQuorum a leader counts late votes."""

    replace(
        "handleRequestVoteReply",
        "if self.role != CANDIDATE or not reply.voteGranted:",
        "if self.role == LEADER and self.options.checkQuorum and reply.voteGranted and len(self.cluster) > 4:\n"
        "    self.becomeLeader()\nif self.role != CANDIDATE or not reply.voteGranted:",
    )
