# caught by: test_stale_after_a_restart
class Terms(Server):
    """A server with one entry takes any other term for a newer one."""

    def observeTerm(self, term: int) -> None:
        if term != self.currentTerm and (term > self.currentTerm or self.log.lastIndex() == 1):
            self.currentTerm = min(term, self.currentTerm)  # becomeFollower takes only a newer one
            self.becomeFollower(term)
