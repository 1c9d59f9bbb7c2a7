# caught by: test_overtaken_and_handed_over
class Operations(Server):
    """Takes TimeoutNow as a word to start its election timer."""

    replace("handleTimeoutNow", "self.startElection()", "self.resetElectionTimer()")
