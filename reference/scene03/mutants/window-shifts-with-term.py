# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """Timeouts grow with the term."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return (low + 20 * self.currentTerm, high + 20 * self.currentTerm)
