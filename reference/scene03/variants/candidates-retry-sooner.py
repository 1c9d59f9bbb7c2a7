# variant: candidates may draw from a window of their own
"""A candidate waits half as long, and draws as widely."""


class Election(Server):
    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return (low // 2, high - low // 2) if self.role == CANDIDATE else (low, high)
