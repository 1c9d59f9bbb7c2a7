class Replication(Server):
    """Holds on to the log's object while it makes room: harmless where truncation changes that object."""

    def storeEntries(self, req: AppendEntries) -> None:
        log = self.log
        before = list(log)
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > log.lastIndex():
                log.append(entry)
        if list(log) != before:
            self.persist()
