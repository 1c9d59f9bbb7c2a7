# caught by: test_majority_elects
class Election(Server):
    """Waits for one vote more than a majority."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) > self.majority():
            self.becomeLeader()
