# caught by: test_question_tells_the_log
class PreVoting(Server):
    """Asks for the term after the next where it has voted for itself."""

    def pre_vote_request(self) -> PreVote:
        return PreVote(
            term=self.currentTerm,
            candidateId=self.id,
            nextTerm=self.currentTerm + (2 if self.votedFor == self.id else 1),
            lastLogIndex=self.log.lastIndex(),
            lastLogTerm=self.log.lastTerm(),
        )
