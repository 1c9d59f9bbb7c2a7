# caught by: test_heartbeat_reaches_everyone
class Replication(Server):
    """Sends nothing to a follower that lacks nothing."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = self.nextIndex[follower] - 1
        if prev == self.log.lastIndex() and self.matchIndex[follower] == prev:
            return
        self.send(follower, self.append_request(prev))
