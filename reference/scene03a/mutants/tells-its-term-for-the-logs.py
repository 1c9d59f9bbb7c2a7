# caught by: test_question_tells_the_log
class PreVoting(Server):
    """Tells its own term for that of its last entry."""

    def pre_vote_request(self) -> PreVote:
        return PreVote(
            term=self.currentTerm,
            candidateId=self.id,
            nextTerm=self.currentTerm + 1,
            lastLogIndex=self.log.lastIndex(),
            lastLogTerm=self.currentTerm,
        )
