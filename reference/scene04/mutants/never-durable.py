# caught by: test_durable_before_acknowledged
"""Keeps the entries in memory only."""


class Replication(Server):
    def storeEntries(self, req: AppendEntries) -> None:
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
