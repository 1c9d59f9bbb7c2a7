# variant: a vote that was granted is granted again
class Election(Server):
    """Repeats its requests to those who have not voted for it."""

    def startElection(self) -> None:
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        self.setTimer("reminder", 40, 40)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()

    def handleReminderTimeout(self) -> None:  # noqa: N802 (a timer of its own)
        if self.role != CANDIDATE:
            return
        for peer in self.followers:
            if peer not in self.votesGranted:
                self.send(peer, RequestVote(self.currentTerm, self.id, self.log.lastIndex(), self.log.lastTerm()))
        self.setTimer("reminder", 40, 40)
