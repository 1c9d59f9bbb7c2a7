# caught by: test_search_four_and_five
"""Two votes are always enough once a term was lost."""


class Election(Server):
    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= (self.majority() if self.currentTerm < 4 else 2):
            self.becomeLeader()
