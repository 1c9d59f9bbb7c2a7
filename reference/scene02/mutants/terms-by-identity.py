# caught by: test_own_term_changes_nothing
class Terms(Server):
    """Compares terms by identity."""

    def observeTerm(self, term: int) -> None:
        if term is not self.currentTerm and term >= self.currentTerm:
            self.becomeFollower(term)
