# caught by: test_durable_before_acknowledged
"""Writes before each entry is appended, so that the last one is not written."""


class Replication(Server):
    def storeEntries(self, req: AppendEntries) -> None:
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.persist()
                self.log.append(entry)
