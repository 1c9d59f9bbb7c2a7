# variant: the vote that makes the majority comes once
class Election(Server):
    """Leads at exactly the majority."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE or not reply.voteGranted:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) == self.majority():
            self.becomeLeader()
