# caught by: test_calm_cluster_stays_calm
class Election(Server):
    """After eighty heartbeats a follower's timer is no longer restarted."""

    replace(
        "handleAppendEntries",
        "self.resetElectionTimer()",
        'self.heard = getattr(self, "heard", 0) + 1\nif self.heard < 80:\n    self.resetElectionTimer()',
    )
