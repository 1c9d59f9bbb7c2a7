# caught by: test_vote_outlives_crashes
"""Comes back with its vote free."""


class Terms(Server):
    def started(self) -> None:
        super().started()
        self.votedFor = None
