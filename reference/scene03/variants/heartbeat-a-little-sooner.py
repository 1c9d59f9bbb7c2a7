# variant: a heartbeat may come sooner
class Election(Server):
    """Heartbeats come a little sooner, by chance."""

    def handleHeartbeatTimeout(self) -> None:
        for follower in self.followers:
            self.replicateTo(follower)
        interval = self.options.heartbeatInterval
        self.setTimer("heartbeat", max(1, interval * 3 // 4), interval)
