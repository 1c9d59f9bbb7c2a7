# caught by: test_pre_vote_names_the_last_entry
class PreVoting(Server):
    """Asks about its current term."""

    replace("pre_vote_request", "nextTerm=self.currentTerm + 1,", "nextTerm=self.currentTerm,")

    replace(
        "handlePreVoteReply",
        "if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:",
        "if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm:",
    )
