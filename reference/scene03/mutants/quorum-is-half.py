# caught by: test_majority_elects
"""Half of the servers are enough."""


class Election(Server):
    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= len(self.cluster) // 2:
            self.becomeLeader()
