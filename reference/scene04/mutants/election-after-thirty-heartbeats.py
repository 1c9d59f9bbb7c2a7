# caught by: test_calm_cluster_stays_calm
from raftlab.server import Options


class Replication(Server):
    """Starts an election after thirty appends without entries."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.heartbeat_count = 0

    def answer_heartbeat(self, req: AppendEntries) -> None:
        self.heartbeat_count = 0 if req.entries else self.heartbeat_count + 1
        if self.heartbeat_count > 30:
            self.startElection()
