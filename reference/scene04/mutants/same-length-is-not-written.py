# caught by: test_figure7_cluster
class Replication(Server):
    """Writes the log if it grew or shrank."""

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
        if len(self.log) != len(before):
            self.persist()
