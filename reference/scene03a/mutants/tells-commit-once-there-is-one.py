# caught by: test_question_tells_the_log
class PreVoting(Server):
    """Asks with the end of what is committed, once something is."""

    def pre_vote_request(self) -> PreVote:
        index = self.commitIndex or self.log.lastIndex()
        return PreVote(
            term=self.currentTerm,
            candidateId=self.id,
            nextTerm=self.currentTerm + 1,
            lastLogIndex=index,
            lastLogTerm=self.log.term(index),
        )
