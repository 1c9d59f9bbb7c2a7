# caught by: test_request_of_newer_term
class Terms(Server):
    """A server that has no term yet learns none."""

    replace("observeTerm", "if term > self.currentTerm:", "if self.currentTerm and term > self.currentTerm:")
