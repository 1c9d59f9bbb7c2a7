# caught by: test_each_check_counts_anew
class PreVoting(Server):
    """Never forgets whom it has heard."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
