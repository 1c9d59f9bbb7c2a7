# caught by: test_own_term_changes_nothing
"""Compares terms by identity."""


class Terms(Server):
    def observeTerm(self, term: int) -> None:
        if term is not self.currentTerm and term >= self.currentTerm:
            self.becomeFollower(term)
