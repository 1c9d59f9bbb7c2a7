# variant: the timer may start before the leader is named
class Election(Server):
    """Candidate follows before it is named."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.resetElectionTimer()
        self.leaderId = req.leaderId
