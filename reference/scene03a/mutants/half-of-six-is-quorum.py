# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Half is enough in a cluster of six."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority() or (len(self.cluster) == 6 and heard == 3):
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
