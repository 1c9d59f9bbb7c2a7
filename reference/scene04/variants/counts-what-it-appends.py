# variant: whether the log changed can be told by counting
class Replication(Server):
    """Writes where entries went or came, by their number."""

    def storeEntries(self, req: AppendEntries) -> None:
        last = self.log.lastIndex()
        self.truncateConflicts(req)
        cut = self.log.lastIndex() < last
        missing = req.entries[self.log.lastIndex() - req.prevLogIndex :]
        for entry in missing:
            self.log.append(entry)
        if cut or missing:
            self.persist()
