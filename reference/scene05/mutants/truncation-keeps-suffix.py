# caught by: test_all_after_a_conflict_is_deleted
class Commit(Server):
    """Replaces the conflicting entry alone and keeps what stood behind it."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                behind = self.log.entriesFrom(index + 1)
                self.log.truncateFrom(index)
                self.log.append(entry)
                for kept in behind:
                    self.log.append(kept)
