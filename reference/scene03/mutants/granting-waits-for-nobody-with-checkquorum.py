# caught by: test_granting_restarts_the_timer
class Election(Server):
    """With CheckQuorum a grant does not restart the timer."""

    replace(
        "handleRequestVote",
        "self.resetElectionTimer()",
        "if not self.options.checkQuorum:\n    self.resetElectionTimer()",
    )
