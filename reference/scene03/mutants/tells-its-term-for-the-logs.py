# caught by: test_vote_request_names_the_last_entry
class Election(Server):
    """Takes its own term for the last entry's."""

    def vote_request(self) -> RequestVote:
        return RequestVote(
            term=self.currentTerm, candidateId=self.id, lastLogIndex=self.log.lastIndex(), lastLogTerm=self.currentTerm
        )
