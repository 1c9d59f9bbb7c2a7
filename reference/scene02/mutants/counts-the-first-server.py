# caught by: test_each_step_of_a_long_life_is_durable
class Terms(Server):
    """A candidate begins with the first server's vote."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.cluster[0]}
        self.persist()
