# caught by: test_window_is_wide
"""Every timeout is the shortest."""


class Election(Server):
    def electionWindow(self) -> tuple[int, int]:
        low, _ = self.options.electionTimeout
        return low, low
