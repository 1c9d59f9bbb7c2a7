# caught by: test_pre_vote_names_the_last_entry
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
