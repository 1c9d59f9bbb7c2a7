# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """With Pre-Vote a candidate draws from a window of no width."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return (high, high + 1) if self.options.preVote and self.role == CANDIDATE else (low, high)
