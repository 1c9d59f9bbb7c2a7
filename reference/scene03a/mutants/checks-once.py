# caught by: test_checks_go_on
class PreVoting(Server):
    """Checks once and never again."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            pass
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
