# caught by: test_calm_cluster_stays_calm
from raftlab.server import Options


class Replication(Server):
    """Sends a follower that lacks nothing only ten heartbeats in a row."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.sent: dict[ServerId, int] = {}

    def replicateTo(self, follower: ServerId) -> None:
        in_step = self.matchIndex[follower] == self.log.lastIndex()
        self.sent[follower] = self.sent.get(follower, 0) + 1 if in_step else 0
        if self.sent[follower] <= 10:
            self.send(follower, self.append_request(self.nextIndex[follower] - 1))
