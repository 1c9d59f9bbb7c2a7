# caught by: test_entries_are_stored
class Replication(Server):
    """Appends what lies beyond its log and leaves a conflict alone."""

    def storeEntries(self, req: AppendEntries) -> None:
        missing = req.entries[max(0, self.log.lastIndex() - req.prevLogIndex) :]
        for entry in missing:
            self.log.append(entry)
        if missing:
            self.persist()
