# caught by: test_own_term_changes_nothing
class Terms(Server):
    """Compares terms by identity."""

    replace("observeTerm", "if term > self.currentTerm", "if term is not self.currentTerm and term >= self.currentTerm")
