# caught by: test_candidate_has_its_own_vote_only
class Terms(Server):
    """Votes for itself and does not count that vote."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = set()
        self.persist()
