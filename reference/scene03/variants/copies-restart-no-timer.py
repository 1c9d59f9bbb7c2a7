# variant: the timer was restarted when the vote was given
class Election(Server):
    """Copies of a granted request do not restart the timer."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted and self.votedFor is None:
            self.votedFor = req.candidateId
            self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
