# caught by: test_request_of_newer_term
class Terms(Server):
    """A follower that has heard nobody learns no newer term."""

    def observeTerm(self, term: int) -> None:
        has_heard_nobody = self.leaderId is None and self.votedFor is None and self.currentTerm > 0
        if term > self.currentTerm and not (self.role == FOLLOWER and has_heard_nobody):
            self.becomeFollower(term)
