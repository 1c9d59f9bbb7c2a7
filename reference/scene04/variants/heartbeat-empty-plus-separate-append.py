# variant: a heartbeat may be empty; the reply to it brings the real append
class Replication(Server):
    """Heartbeats carry no entries; they ask whether the follower holds what comes before nextIndex."""

    def handleHeartbeatTimeout(self) -> None:
        for follower in self.followers:
            prev = self.nextIndex[follower] - 1
            self.send(
                follower, AppendEntries(self.currentTerm, self.id, prev, self.log.term(prev), (), self.commitIndex)
            )
        self.setTimer("heartbeat", self.options.heartbeatInterval, self.options.heartbeatInterval)
