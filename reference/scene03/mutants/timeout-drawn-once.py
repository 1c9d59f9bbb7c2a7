# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """Each server draws one timeout, by its name, and keeps it."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        drawn = low + sum(map(ord, self.id)) * 37 % (high - low)
        return drawn, drawn
