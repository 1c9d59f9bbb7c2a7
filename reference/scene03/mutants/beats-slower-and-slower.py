# caught by: test_calm_cluster_stays_calm
class Election(Server):
    """Each heartbeat comes a little later than the one before."""

    beats = 0

    replace(
        "handleHeartbeatTimeout",
        "interval = self.options.heartbeatInterval",
        "self.beats += 1\ninterval = self.options.heartbeatInterval + 4 * self.beats",
    )
