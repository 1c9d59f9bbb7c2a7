# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Candidate applies again."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.lastApplied = 0
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()
