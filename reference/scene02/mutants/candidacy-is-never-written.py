# caught by: test_random_messages_and_crashes
class Terms(Server):
    """A candidate keeps its term and its vote in memory alone."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
