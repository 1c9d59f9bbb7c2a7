# caught by: test_granting_restarts_the_timer
class Election(Server):
    """A copy of a request that it had granted restarts the timer, also where it is refused by now."""

    replace(
        "handleRequestVote",
        "self.send(",
        "if self.votedFor == req.candidateId:\n    self.resetElectionTimer()\nself.send(",
    )
