# caught by: test_majority_elects
class Election(Server):
    """Half of the servers are enough."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= len(self.cluster) // 2:
            self.becomeLeader()
