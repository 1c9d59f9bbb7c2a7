# variant: how the log is walked is nobody's business
class Replication(Server):
    """Works on a list of the log's entries, counted from 0."""

    def storeEntries(self, req: AppendEntries) -> None:
        mine = list(self.log)
        base = req.prevLogIndex
        for position, entry in enumerate(req.entries):
            if base + position == len(mine) or mine[base + position].term != entry.term:
                self.log.truncateFrom(base + position + 1)
                for rest in req.entries[position:]:
                    self.log.append(rest)
                self.persist()
                return
