# caught by: test_own_term_changes_nothing
class Terms(Server):
    """Steps down at any message that is not older."""

    def observeTerm(self, term: int) -> None:
        if term >= self.currentTerm:
            self.becomeFollower(term)
