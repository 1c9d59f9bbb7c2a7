# caught by: test_candidate_has_its_own_vote_only
class Terms(Server):
    """Counts the votes of the last round in the new one."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = self.votesGranted | {self.id}
        self.persist()
