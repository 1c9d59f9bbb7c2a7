# caught by: test_each_check_counts_anew
"""Never forgets whom it has heard."""


class PreVoting(Server):
    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
