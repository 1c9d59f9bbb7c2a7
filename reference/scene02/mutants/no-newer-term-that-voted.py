# caught by: test_request_of_newer_term
class Terms(Server):
    """A follower that has voted learns no newer term."""

    def observeTerm(self, term: int) -> None:
        if term > self.currentTerm and not (self.role == "follower" and self.votedFor not in (None, self.id)):
            self.becomeFollower(term)
