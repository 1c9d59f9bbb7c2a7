# caught by: test_vote_request_names_the_last_entry
class Election(Server):
    """With Pre-Vote a candidate tells currentTerm for the term of its log."""

    def vote_request(self) -> RequestVote:
        last = self.currentTerm - 1 if self.options.preVote else self.log.lastTerm()
        return RequestVote(
            term=self.currentTerm, candidateId=self.id, lastLogIndex=self.log.lastIndex(), lastLogTerm=last
        )
