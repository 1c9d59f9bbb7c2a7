# variant: candidates may draw from a window of their own
class Election(Server):
    """A candidate waits half as long, and draws as widely."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return (low // 2, high - low // 2) if self.role == CANDIDATE else (low, high)
