# caught by: test_each_leadership_starts_anew
class PreVoting(Server):
    """A message of an older term counts as hearing its sender."""

    replace("receive", "return  # a live leader is not disturbed (dissertation §4.2.3)", "return")
    replace("receive", ".options.checkQuorum and message.term == self.currentTerm:", ".options.checkQuorum:")
