# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Takes half of the cluster for a majority."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= len(self.cluster) / 2:
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
