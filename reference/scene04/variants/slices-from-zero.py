# variant: how the log is walked is nobody's business
class Replication(Server):
    """Works on a list of the log's entries behind prevLogIndex, counted from 0."""

    def storeEntries(self, req: AppendEntries) -> None:
        mine = self.log.entriesFrom(req.prevLogIndex + 1)
        for position, entry in enumerate(req.entries):
            if position == len(mine) or mine[position].term != entry.term:
                self.truncateConflicts(req)
                for rest in req.entries[self.log.lastIndex() - req.prevLogIndex :]:
                    self.log.append(rest)
                self.persist()
                return
