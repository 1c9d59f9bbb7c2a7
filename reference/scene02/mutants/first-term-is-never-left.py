# caught by: test_cut_off_leader
class Terms(Server):
    """A server in term 1 stays there."""

    replace("observeTerm", "if term > self.currentTerm:", "if term > self.currentTerm and self.currentTerm != 1:")
