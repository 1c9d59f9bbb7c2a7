# variant: votesGranted of a server that does not stand is looked at by nobody
class Election(Server):
    """Notes every vote, and looks at its role only before it leads."""

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if reply.voteGranted:
            self.votesGranted.add(reply.voterId)
        if self.role == CANDIDATE and len(self.votesGranted) >= self.majority():
            self.becomeLeader()
