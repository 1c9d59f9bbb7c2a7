# variant: a leader hears itself
class PreVoting(Server):
    """A leader is active itself."""

    def checkQuorum(self) -> None:
        heard = len(self.active | {self.id})
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
