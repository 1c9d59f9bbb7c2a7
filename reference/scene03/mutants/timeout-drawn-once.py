# caught by: test_window_is_wide
"""Each server draws one timeout, by its name, and keeps it."""


class Election(Server):
    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        drawn = low + sum(map(ord, self.id)) * 37 % (high - low)
        return drawn, drawn
