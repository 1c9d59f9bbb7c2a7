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

    def append_request(self, prev: int) -> AppendEntries:
        return AppendEntries(
            term=self.currentTerm,
            leaderId=self.id,
            prevLogIndex=prev,
            prevLogTerm=self.log.term(prev),
            entries=self.log.entriesFrom(prev + 1, self.options.entriesPerAppend),
            leaderCommit=self.knownCommit,
        )
