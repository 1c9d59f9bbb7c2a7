# caught by: test_vote_request_names_the_last_entry
class Election(Server):
    """Asks with the end of what is committed, once something is."""

    def vote_request(self) -> RequestVote:
        index = self.commitIndex or self.log.lastIndex()
        return RequestVote(
            term=self.currentTerm, candidateId=self.id, lastLogIndex=index, lastLogTerm=self.log.term(index)
        )
