# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """A cluster of more than five draws from a narrow window."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return (low, low + 5) if len(self.cluster) > 5 else (low, high)
