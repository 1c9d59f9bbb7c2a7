# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A leader that lost its majority resets commitIndex and lastApplied."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
            self.commitIndex = self.lastApplied = 0
