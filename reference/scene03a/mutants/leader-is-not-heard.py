# caught by: test_heard_majority_leads_on
class PreVoting(Server):
    """Does not count itself."""

    def checkQuorum(self) -> None:
        heard = len(self.active)
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
