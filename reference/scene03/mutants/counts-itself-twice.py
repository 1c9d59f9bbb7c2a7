# caught by: test_majority_elects
"""Adds its own vote to votes that hold it."""


class Election(Server):
    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) + 1 >= self.majority():
            self.becomeLeader()
