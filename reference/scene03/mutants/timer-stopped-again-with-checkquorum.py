# caught by: test_follower_knows_its_leader
class Election(Server):
    """With CheckQuorum a follower stops the timer that it has just started."""

    replace(
        "handleAppendEntries",
        "self.resetElectionTimer()",
        "self.resetElectionTimer()\nif self.options.checkQuorum:\n    self.cancelTimer('election')",
    )
