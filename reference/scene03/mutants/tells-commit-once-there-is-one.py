# caught by: test_request_tells_the_log
class Election(Server):
    """Asks with the end of what is committed, once something is."""

    def vote_request(self) -> RequestVote:
        index = self.commitIndex or self.log.lastIndex()
        return RequestVote(
            term=self.currentTerm, candidateId=self.id, lastLogIndex=index, lastLogTerm=self.log.term(index)
        )
