# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """Every timeout is the shortest."""

    def electionWindow(self) -> tuple[int, int]:
        low, _ = self.options.electionTimeout
        return low, low
