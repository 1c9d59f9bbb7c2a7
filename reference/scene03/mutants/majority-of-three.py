# caught by: test_search_four_and_five
class Election(Server):
    """Two votes are always enough once a term was lost."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= (self.majority() if self.currentTerm < 4 else 2):
            self.becomeLeader()
