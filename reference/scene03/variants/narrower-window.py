# variant: any window with a width will do (Raft §9.3)
class Election(Server):
    """Draws from [T, 1.5 T)."""

    def electionWindow(self) -> tuple[int, int]:
        low, _ = self.options.electionTimeout
        return low, low + low // 2
