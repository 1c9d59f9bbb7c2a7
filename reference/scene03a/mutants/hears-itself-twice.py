# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Counts itself among those it has heard, and once more."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 2
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
