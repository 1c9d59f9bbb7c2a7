# caught by: test_granting_restarts_the_timer
class Election(Server):
    """In a cluster of nine a grant does not restart the timer."""

    replace(
        "handleRequestVote",
        "self.resetElectionTimer()",
        "if len(self.cluster) < 9:\n    self.resetElectionTimer()",
    )
