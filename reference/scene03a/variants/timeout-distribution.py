# variant: any window with renewed chance is live
class PreVoting(Server):
    """Draws its timeouts from a narrower window."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = super().electionWindow()
        return (low, max(low + 1, (low + high) * 2 // 3))
