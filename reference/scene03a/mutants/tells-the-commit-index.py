# caught by: test_question_tells_the_log
class PreVoting(Server):
    """Tells how far it has committed instead of where its log ends."""

    def pre_vote_request(self) -> PreVote:
        return PreVote(
            term=self.currentTerm,
            candidateId=self.id,
            nextTerm=self.currentTerm + 1,
            lastLogIndex=self.commitIndex,
            lastLogTerm=self.log.lastTerm(),
        )
