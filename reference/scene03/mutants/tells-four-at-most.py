# caught by: test_leader_tells_everyone
class Election(Server):
    """Tells four others at most."""

    def handleHeartbeatTimeout(self) -> None:
        for follower in self.followers[:4]:
            self.replicateTo(follower)
        interval = self.options.heartbeatInterval
        self.setTimer("heartbeat", interval, interval)
