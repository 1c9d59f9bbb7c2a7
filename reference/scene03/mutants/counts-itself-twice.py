# caught by: test_majority_elects
class Election(Server):
    """Adds its own vote to votes that hold it."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) + 1 >= self.majority():
            self.becomeLeader()
