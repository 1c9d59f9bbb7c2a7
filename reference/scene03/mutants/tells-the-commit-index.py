# caught by: test_vote_request_names_the_last_entry
class Election(Server):
    """Takes the commit index for the end of the log."""

    def vote_request(self) -> RequestVote:
        return RequestVote(
            term=self.currentTerm, candidateId=self.id, lastLogIndex=self.commitIndex, lastLogTerm=self.log.lastTerm()
        )
