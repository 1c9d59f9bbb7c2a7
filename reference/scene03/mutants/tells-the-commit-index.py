# caught by: test_request_tells_the_log
class Election(Server):
    """Takes the commit index for the end of the log."""

    def vote_request(self) -> RequestVote:
        return RequestVote(
            term=self.currentTerm, candidateId=self.id, lastLogIndex=self.commitIndex, lastLogTerm=self.log.lastTerm()
        )
