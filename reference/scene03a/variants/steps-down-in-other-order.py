# variant: the leader may be forgotten before the role, and the next check may be set before the count is cleared
class PreVoting(Server):
    """Does the same in another order."""

    def checkQuorum(self) -> None:
        if 2 * (len(self.active) + 1) > len(self.cluster):
            self.setQuorumTimer()
            self.active.clear()
            return
        self.leaderId = None
        self.active.clear()
        self.becomeFollower(self.currentTerm)
        self.leaderId = None
