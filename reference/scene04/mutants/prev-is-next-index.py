# caught by: test_append_follows_next_index
class Replication(Server):
    """Names nextIndex itself as the index before the entries."""

    def replicateTo(self, follower: ServerId) -> None:
        prev = min(self.nextIndex[follower], self.log.lastIndex())
        self.send(follower, self.append_request(prev))
