# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """A timeout may be shorter than the time between two heartbeats."""

    replace("electionWindow", "return self.options.electionTimeout", "return 0, self.options.electionTimeout[1]")
