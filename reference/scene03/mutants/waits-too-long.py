# caught by: test_leaders_are_replaced
"""Timeouts are eight times as long as asked for."""


class Election(Server):
    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        return 8 * low, 8 * high
