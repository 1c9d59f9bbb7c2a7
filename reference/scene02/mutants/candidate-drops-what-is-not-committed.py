# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Candidate drops what is not committed."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.log.truncateFrom(self.commitIndex + 1)
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()
