# variant: a copy of a counted vote may be dropped before it is counted
class Election(Server):
    """Drops late grants."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted or reply.voterId in self.votesGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
