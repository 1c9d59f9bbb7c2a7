# caught by: test_granting_restarts_the_timer
class Election(Server):
    """After a grant the timeout is fixed."""

    replace(
        "handleRequestVote",
        "self.resetElectionTimer()",
        'low, _ = self.electionWindow()\nself.setTimer("election", low, low)',
    )
