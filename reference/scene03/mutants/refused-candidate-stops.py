# caught by: test_rivals
"""One refusal, and the candidate never stands again."""


class Election(Server):
    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        if not reply.voteGranted:
            self.cancelTimer("election")
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
