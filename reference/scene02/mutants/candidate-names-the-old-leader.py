# caught by: test_old_leader_is_forgotten
class Terms(Server):
    """Stands for election and still names the old leader."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.votesGranted = {self.id}
        self.persist()
