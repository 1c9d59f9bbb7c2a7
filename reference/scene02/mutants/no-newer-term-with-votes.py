# caught by: test_request_of_newer_term
class Terms(Server):
    """A candidate that has votes learns no newer term."""

    def observeTerm(self, term: int) -> None:
        if term > self.currentTerm and not (self.role == "candidate" and len(self.votesGranted) > 1):
            self.becomeFollower(term)
