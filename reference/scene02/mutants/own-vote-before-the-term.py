# caught by: test_crash_in_an_event_keeps_the_vote
class Terms(Server):
    """Writes its own vote, then the new term: a crash between the two changes the old vote."""

    def becomeCandidate(self) -> None:
        self.votedFor = self.id
        self.persist()
        self.currentTerm += 1
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()
