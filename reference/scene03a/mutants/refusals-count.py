# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Counts every answer, a no as well."""

    replace(
        "handlePreVoteReply",
        "if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:",
        "if self.role != PRE_CANDIDATE or reply.nextTerm != self.currentTerm + 1:",
    )
