# caught by: test_each_step_of_a_long_life_is_durable
class Terms(Server):
    """Writes no candidacy in a cluster of five."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        if len(self.cluster) != 5:
            self.persist()
