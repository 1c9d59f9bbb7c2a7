# caught by: test_each_step_of_a_long_life_is_durable
class Terms(Server):
    """A candidate votes for the first server of the cluster."""

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.cluster[0]
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()
