# caught by: test_window_is_wide
class Election(Server):
    """A timeout may be shorter than the time between two heartbeats."""

    def electionWindow(self) -> tuple[int, int]:
        return 0, self.options.electionTimeout[1]
