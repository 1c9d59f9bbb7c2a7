# variant: more than half is a majority
class PreVoting(Server):
    """Counts by doubling."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if 2 * heard > len(self.cluster):
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
