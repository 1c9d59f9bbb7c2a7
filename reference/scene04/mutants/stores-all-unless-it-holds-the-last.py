# caught by: test_commit_rests_on_replication
class Replication(Server):
    """Appends every entry of the message unless the log holds the last one, so some stand there twice."""

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        self.truncateConflicts(req)
        last = req.prevLogIndex + len(req.entries)
        if req.entries and not self.log.holds(last, req.entries[-1].term):
            for entry in req.entries:
                self.log.append(entry)
        if list(self.log) != before:
            self.persist()
