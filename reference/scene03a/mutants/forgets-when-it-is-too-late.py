# caught by: test_leader_without_majority_gives_way
class PreVoting(Server):
    """Forgets whom it has heard only where they were too few."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.active = set()
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
