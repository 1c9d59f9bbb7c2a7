# caught by: test_split_votes_end
class Election(Server):
    """Followers draw from a window, candidates do not."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return (low, low) if self.role == CANDIDATE else (low, high)
