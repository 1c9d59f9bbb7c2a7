# caught by: test_candidate_begins_a_newer_term
class Terms(Server):
    """Stands again in the same term after a lost round."""

    def becomeCandidate(self) -> None:
        if self.role != CANDIDATE:
            self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()
