# caught by: test_asking_raises_no_term
class PreVoting(Server):
    """Asks just as many servers as it needs."""

    replace("startPreVote", "for peer in self.followers:", "for peer in self.followers[: self.majority() - 1]:")
