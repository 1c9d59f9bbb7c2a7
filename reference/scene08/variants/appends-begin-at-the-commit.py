# variant: what is committed is equal everywhere, so it need not be compared
class Snapshots(Server):
    """Takes an append as if it began at commitIndex, and answers with that, as etcd does."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if req.prevLogIndex < self.commitIndex:
            cut = self.commitIndex - req.prevLogIndex
            req = AppendEntries(
                req.term,
                req.leaderId,
                self.commitIndex,
                self.log.term(self.commitIndex),
                req.entries[cut:],
                req.leaderCommit,
            )
        super().handleAppendEntries(req)
