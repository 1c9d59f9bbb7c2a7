# variant: what is cut conflicts with the leader's log, so a crash after any of these writes loses nothing that counts
class Replication(Server):
    """Writes after the cut and after each entry."""

    def storeEntries(self, req: AppendEntries) -> None:
        end = self.log.lastIndex()
        self.truncateConflicts(req)
        if self.log.lastIndex() < end:
            self.persist()
        for entry in req.entries[max(0, self.log.lastIndex() - req.prevLogIndex) :]:
            self.log.append(entry)
            self.persist()
