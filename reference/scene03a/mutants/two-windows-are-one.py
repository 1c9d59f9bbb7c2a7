# caught by: test_each_quorum_check_counts_anew
class PreVoting(Server):
    """What was heard in the window before counts too."""

    def checkQuorum(self) -> None:
        heard = self.active | getattr(self, "heardBefore", set())
        self.heardBefore, self.active = self.active, set()
        if len(heard) + 1 >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
