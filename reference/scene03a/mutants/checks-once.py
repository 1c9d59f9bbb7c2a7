# caught by: test_checks_go_on
"""Checks once and never again."""


class PreVoting(Server):
    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            pass
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
