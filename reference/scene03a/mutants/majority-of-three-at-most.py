# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """A leader of a large cluster needs to hear two others."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= min(3, self.majority()):
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
