# variant: an election timer that runs on a leader does nothing
class Election(Server):
    """Draws a timeout with each heartbeat, as a leader too."""

    def handleHeartbeatTimeout(self) -> None:
        interval = self.options.heartbeatInterval
        self.setTimer("heartbeat", interval, interval)
        self.resetElectionTimer()
        for follower in self.followers:
            self.replicateTo(follower)
