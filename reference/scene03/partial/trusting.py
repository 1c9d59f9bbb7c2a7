# expected: 76 points
class Election(Server):
    """Votes for any log, waits longer whenever it is asked, and hears no rival while it stands."""

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = self.votedFor is None or self.votedFor == req.candidateId
        if granted and self.votedFor is None:
            self.votedFor = req.candidateId
            self.persist()
        self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))

    replace(
        "handleAppendEntries",
        "def handleAppendEntries(self, req: AppendEntries) -> None:",
        "def handleAppendEntries(self, req: AppendEntries) -> None:\n    if self.role == CANDIDATE:\n        return",
    )
