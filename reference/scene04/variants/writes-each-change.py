# variant: what is cut conflicts with the leader's log, so a crash after any of these writes loses nothing that counts
class Replication(Server):
    """Cuts from the first conflict on, and writes after the cut and after each entry."""

    def storeEntries(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                self.persist()
            if index > self.log.lastIndex():
                self.log.append(entry)
                self.persist()
