# caught by: test_request_of_newer_term
class Terms(Server):
    """A leader with waiting clients does not step down."""

    def observeTerm(self, term: int) -> None:
        if term > self.currentTerm and not (self.waiting and self.role == "leader"):
            self.becomeFollower(term)
