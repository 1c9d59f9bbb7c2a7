# caught by: test_append_tells_commit
from raftlab.server import Options


class Replication(Server):
    """leaderCommit is what commitIndex was at the last heartbeat."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.knownCommit = 0

    def handleHeartbeatTimeout(self) -> None:
        super().handleHeartbeatTimeout()
        self.knownCommit = self.commitIndex

    replace("append_request", "leaderCommit=self.commitIndex,", "leaderCommit=self.knownCommit,")
