# variant: a question may be repeated before the timeout to those who have not granted
class PreVoting(Server):
    """Repeats its question after 60 ms."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        self.setTimer("reminder", 60, 60)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()

    def handleReminderTimeout(self) -> None:  # noqa: N802 (a timer of its own)
        if self.role == PRE_CANDIDATE:
            for peer in self.followers:
                if peer not in self.preVotesGranted:
                    self.send(peer, self.pre_vote_request())
