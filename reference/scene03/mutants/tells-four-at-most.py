# caught by: test_leader_tells_everyone
"""Tells four others at most."""


class Election(Server):
    def handleHeartbeatTimeout(self) -> None:
        for follower in self.followers[:4]:
            self.replicateTo(follower)
        interval = self.options.heartbeatInterval
        self.setTimer("heartbeat", interval, interval)
