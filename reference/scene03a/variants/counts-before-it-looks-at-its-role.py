# variant: preVotesGranted of a server that asks nothing is looked at by nobody
class PreVoting(Server):
    """Notes a fresh grant in any role, and looks at its role before it starts the election."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if reply.voteGranted and reply.nextTerm == self.currentTerm + 1:
            self.preVotesGranted.add(reply.voterId)
        if self.role == PRE_CANDIDATE and len(self.preVotesGranted) >= self.majority():
            self.startElection()
