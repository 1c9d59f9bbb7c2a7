# caught by: test_tables_of_elections
class Election(Server):
    """One refusal, and the candidate follows."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        if not reply.voteGranted:
            self.becomeFollower(self.currentTerm)
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
