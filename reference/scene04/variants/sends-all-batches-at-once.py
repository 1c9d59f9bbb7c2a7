# variant: what does not fit into one message may follow in the next ones at once
class Replication(Server):
    """Sends as many messages as the rest of the log needs."""

    def replicateTo(self, follower: ServerId) -> None:
        append = self.append_request(self.nextIndex[follower] - 1)
        self.send(follower, append)
        while append.prevLogIndex + len(append.entries) < self.log.lastIndex():
            append = self.append_request(append.prevLogIndex + len(append.entries))
            self.send(follower, append)
