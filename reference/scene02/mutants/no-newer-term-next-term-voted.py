# caught by: test_request_of_newer_term
class Terms(Server):
    """A candidate that stepped down does not learn the next term."""

    def observeTerm(self, term: int) -> None:
        stepped_down = self.role == FOLLOWER and self.votedFor == self.id
        if term > self.currentTerm + stepped_down:
            self.becomeFollower(term)
