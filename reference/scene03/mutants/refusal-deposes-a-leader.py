# caught by: test_each_voter_counts_once
class Election(Server):
    """Refusal deposes a leader."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role == LEADER and not reply.voteGranted:
            self.becomeFollower(self.currentTerm)
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
