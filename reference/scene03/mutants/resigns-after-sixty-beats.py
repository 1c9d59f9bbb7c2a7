# caught by: test_calm_cluster_stays_calm
class Election(Server):
    """Gives up the lead after sixty heartbeats."""

    beats = 0

    def handleHeartbeatTimeout(self) -> None:
        self.beats += 1
        if self.beats > 60:
            self.beats = 0
            self.becomeFollower(self.currentTerm)
            return
        for follower in self.followers:
            self.replicateTo(follower)
        interval = self.options.heartbeatInterval
        self.setTimer("heartbeat", interval, interval)
