# caught by: test_each_leadership_starts_anew
class Election(Server):
    """A server that has led votes for nobody else."""

    led = False

    def handleRequestVote(self, req: RequestVote) -> None:
        self.led = self.led or self.role == LEADER
        granted = (
            self.votedFor in (None, req.candidateId)
            and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
            and not self.led
        )
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))

    replace("becomeLeader", "def becomeLeader(self) -> None:", "def becomeLeader(self) -> None:\n    self.led = True")
