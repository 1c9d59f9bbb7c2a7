# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """The window gets narrower with the term."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return low, max(low + 1, high - 20 * self.currentTerm)
