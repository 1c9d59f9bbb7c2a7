# caught by: test_own_term_changes_nothing
"""Steps down at any message that is not older."""


class Terms(Server):
    def observeTerm(self, term: int) -> None:
        if term >= self.currentTerm:
            self.becomeFollower(term)
