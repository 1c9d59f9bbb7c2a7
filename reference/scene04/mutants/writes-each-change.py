# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Writes after the cut and after each entry: a crash between loses entries that the message brings again."""

    def storeEntries(self, req: AppendEntries) -> None:
        end = self.log.lastIndex()
        self.truncateConflicts(req)
        if self.log.lastIndex() < end:
            self.persist()
        for entry in req.entries[max(0, self.log.lastIndex() - req.prevLogIndex) :]:
            self.log.append(entry)
            self.persist()
