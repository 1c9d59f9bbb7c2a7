# caught by: test_own_term_changes_nothing
class Terms(Server):
    """Steps down at any message that is not older."""

    replace("observeTerm", "if term > self.currentTerm:", "if term >= self.currentTerm:")
