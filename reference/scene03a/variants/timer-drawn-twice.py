# variant: a timer may be started twice
class PreVoting(Server):
    """A leader that steps down draws a new timeout twice."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
            self.resetElectionTimer()
