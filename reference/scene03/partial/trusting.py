# expected: 80 points
class Election(Server):
    """Votes for any log, waits longer whenever it is asked, and hears no rival while it stands."""

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = self.votedFor is None or self.votedFor == req.candidateId
        if granted and self.votedFor is None:
            self.votedFor = req.candidateId
            self.persist()
        self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if self.role == CANDIDATE:
            return
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
