# caught by: test_own_vote_stands_after_a_crash
class Election(Server):
    """A server that comes back is no candidate, and takes its own vote back."""

    def started(self) -> None:
        super().started()
        if self.votedFor == self.id:
            self.votedFor = None
        self.resetElectionTimer()
