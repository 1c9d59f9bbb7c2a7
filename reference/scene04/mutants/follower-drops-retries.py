# caught by: test_figure7_followers
class Replication(Server):
    """Does not store a call that its log holds already."""

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            is_retry = entry.command and entry.command.client and entry.command in [each.command for each in self.log]
            if index > self.log.lastIndex() and not is_retry:
                self.log.append(entry)
        if list(self.log) != before:
            self.persist()
