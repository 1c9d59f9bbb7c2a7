# caught by: test_term_never_falls
class Terms(Server):
    """Takes any term that is not its own."""

    replace("observeTerm", "if term > self.currentTerm:", "if term != self.currentTerm:")

    replace("becomeFollower", "if term > self.currentTerm:", "if term != self.currentTerm:")
