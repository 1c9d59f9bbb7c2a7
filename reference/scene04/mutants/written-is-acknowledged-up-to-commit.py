# caught by: test_acknowledges_what_was_shown
from raftlab.server import Options


class Replication(Server):
    """Acknowledges what was ever written here, as far as the leader has committed."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.written = 0

    def started(self) -> None:
        super().started()
        self.written = self.log.lastIndex()

    def success_reply(self, req: AppendEntries) -> AppendEntriesReply:
        return AppendEntriesReply(
            term=self.currentTerm,
            followerId=self.id,
            success=True,
            prevLogIndex=req.prevLogIndex,
            matchIndex=max(req.prevLogIndex + len(req.entries), min(self.written, req.leaderCommit)),
        )

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
        if list(self.log) != before:
            self.persist()
            self.written = max(self.written, self.log.lastIndex())
