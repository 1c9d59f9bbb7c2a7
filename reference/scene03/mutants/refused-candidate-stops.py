# caught by: test_rivals
class Election(Server):
    """One refusal, and the candidate never stands again."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        if not reply.voteGranted:
            self.cancelTimer("election")
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
