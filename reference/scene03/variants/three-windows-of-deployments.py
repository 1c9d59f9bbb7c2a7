# variant: the window is free within its rules, in each deployment
class Election(Server):
    """Draws from a wider window with Pre-Vote, and from one of heartbeats without a limit of entries."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        if self.options.preVote:
            return low, 2 * high
        return (low, high) if self.options.entriesPerAppend else (low + self.options.heartbeatInterval, 2 * high)
