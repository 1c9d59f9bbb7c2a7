# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """Timeouts are eight times as long as asked for."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return 8 * low, 8 * high
