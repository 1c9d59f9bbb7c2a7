# caught by: test_heartbeat_reaches_everyone
class Replication(Server):
    """While a majority answers, it spares itself the heartbeat to a follower that it has not heard in this window."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = self.nextIndex[follower] - 1
        is_silent = follower not in self.active and len(self.active) >= self.majority()
        if prev < self.log.lastIndex() or not is_silent:
            self.send(follower, self.append_request(prev))
