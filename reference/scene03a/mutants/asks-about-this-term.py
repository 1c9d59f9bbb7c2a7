# caught by: test_question_tells_the_log
class PreVoting(Server):
    """Asks about its current term."""

    replace("pre_vote_request", "nextTerm=self.currentTerm + 1,", "nextTerm=self.currentTerm,")

    replace(
        "handlePreVoteReply",
        "if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:",
        "if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm:",
    )
