# caught by: test_calm_cluster_stays_calm
from raftlab.server import Options, ServerId


class Commit(Server):
    """Starts an election after thirty appends that bring nothing to commit."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.idle_count = 0

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        verified = min(req.leaderCommit, req.prevLogIndex + len(req.entries))
        self.idle_count = 0 if verified > self.commitIndex else self.idle_count + 1
        self.commitIndex = max(self.commitIndex, verified)
        if self.idle_count > 30:
            self.startElection()
