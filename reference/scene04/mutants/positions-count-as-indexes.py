# caught by: test_commit_rests_on_replication
class Replication(Server):
    """Takes the position in the list of the log's entries for the index: wrong behind a snapshot."""

    def storeEntries(self, req: AppendEntries) -> None:
        mine = list(self.log)
        for position, entry in enumerate(req.entries, start=req.prevLogIndex):
            if position == len(mine) or mine[position].term != entry.term:
                self.truncateConflicts(req)
                for rest in req.entries[self.log.lastIndex() - req.prevLogIndex :]:
                    self.log.append(rest)
                self.persist()
                return
