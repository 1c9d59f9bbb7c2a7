# variant: more width after a lost election is more width
class Election(Server):
    """A candidate draws from a window twice as wide."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return (low, 2 * high - low) if self.role == CANDIDATE else (low, high)
