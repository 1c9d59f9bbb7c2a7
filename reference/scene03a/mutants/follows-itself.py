# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Steps down and goes on naming itself as the leader."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
