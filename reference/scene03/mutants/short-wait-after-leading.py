# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """A leader that steps down hardly waits for the next election."""

    replace(
        "becomeFollower",
        "self.resetElectionTimer()",
        "self.setTimer('election', self.options.heartbeatInterval // 2, 60)",
    )
