# caught by: test_request_of_newer_term
class Terms(Server):
    """A server that has no term yet learns none."""

    def observeTerm(self, term: int) -> None:
        if self.currentTerm and term > self.currentTerm:
            self.becomeFollower(term)
