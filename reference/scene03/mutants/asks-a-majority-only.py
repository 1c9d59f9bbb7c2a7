# caught by: test_timeout_starts_an_election
class Election(Server):
    """Asks no more servers than it takes."""

    replace("startElection", "for peer in self.followers:", "for peer in self.followers[: self.majority() - 1]:")
