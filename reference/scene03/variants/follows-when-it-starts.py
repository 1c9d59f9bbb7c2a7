# variant: a server that starts steps down by the same method as one that meets a newer term
class Election(Server):
    """started ends in step_down, as LogCabin's init does."""

    def started(self) -> None:
        super().started()
        self.step_down(self.currentTerm)

    def step_down(self, term: int) -> None:
        self.becomeFollower(term)
        self.leaderId = None
        self.resetElectionTimer()
