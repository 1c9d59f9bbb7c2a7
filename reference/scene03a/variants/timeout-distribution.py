# variant: any window with renewed chance is live
"""Draws its timeouts from a narrower window."""


class PreVoting(Server):
    def electionWindow(self) -> tuple[int, int]:
        low, high = super().electionWindow()
        return (low, max(low + 1, (low + high) * 2 // 3))
