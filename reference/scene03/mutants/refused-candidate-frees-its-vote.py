# caught by: test_split_vote
class Election(Server):
    """A candidate that was refused has its vote to give again."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        if not reply.voteGranted:
            self.votedFor = None
            self.persist()
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
