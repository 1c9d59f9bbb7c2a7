# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Keeps its own vote in memory only."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
