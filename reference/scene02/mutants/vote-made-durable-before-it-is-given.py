# caught by: test_own_vote_survives_a_restart
class Terms(Server):
    """Persists the new term, then votes."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.persist()
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
