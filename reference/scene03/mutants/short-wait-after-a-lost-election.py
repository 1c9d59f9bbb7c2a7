# caught by: test_election_timeout_window_is_wide
class Election(Server):
    """Who has lost an election hardly waits for the next."""

    replace(
        "handleAppendEntries",
        "self.becomeFollower(req.term)",
        "lost = self.role == CANDIDATE\nself.becomeFollower(req.term)",
    )

    replace(
        "handleAppendEntries",
        "self.resetElectionTimer()",
        "self.resetElectionTimer()\nif lost:\n    self.setTimer('election', 1, 5)",
    )
