# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """A leader that steps down frees its vote, in memory."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
            self.votedFor = None
