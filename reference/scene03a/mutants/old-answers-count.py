# caught by: test_late_pre_votes_do_not_count
class PreVoting(Server):
    """Counts answers to an earlier question."""

    replace(
        "handlePreVoteReply",
        "if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:",
        "if self.role != PRE_CANDIDATE or not reply.voteGranted:",
    )
