# caught by: test_heard_majority_leads_on
class PreVoting(Server):
    """Wants to hear every follower."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= len(self.cluster):
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
