# caught by: test_request_tells_the_log
class Election(Server):
    """Takes its own term for the last entry's."""

    def vote_request(self) -> RequestVote:
        return RequestVote(
            term=self.currentTerm, candidateId=self.id, lastLogIndex=self.log.lastIndex(), lastLogTerm=self.currentTerm
        )
