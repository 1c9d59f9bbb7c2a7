# caught by: test_request_of_newer_term
class Terms(Server):
    """Late in the day no term is learned."""

    replace("observeTerm", "if term > self.currentTerm:", "if term > self.currentTerm and not (self.now > 1000):")
