# caught by: test_leader_is_heard
class Election(Server):
    """Heartbeats come less often than timeouts."""

    def handleHeartbeatTimeout(self) -> None:
        for follower in self.followers:
            self.replicateTo(follower)
        interval = 2 * self.options.electionTimeout[1]
        self.setTimer("heartbeat", interval, interval)
