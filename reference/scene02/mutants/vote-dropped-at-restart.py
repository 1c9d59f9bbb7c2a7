# caught by: test_vote_outlives_crashes
class Terms(Server):
    """Comes back with its vote free."""

    def started(self) -> None:
        super().started()
        self.votedFor = None
