# variant: its timeouts are as long as the contract allows; a leader that has stopped is replaced in that time
class Election(Server):
    """Waits up to three times as long as the deployment asks."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return 2 * low, 3 * high
