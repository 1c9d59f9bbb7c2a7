# caught by: test_timeout_starts_an_election
class Election(Server):
    """Asks six others at most."""

    replace("startElection", "for peer in self.followers:", "for peer in self.followers[:6]:")
