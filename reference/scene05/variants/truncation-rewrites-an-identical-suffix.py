# variant: an entry that is cut and appended again in the same event was never lost
class Commit(Server):
    """Cuts at the first entry of the message unless all of them are there, and rewrites what agrees behind them."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        first = req.prevLogIndex + 1
        behind = self.log.entriesFrom(first + len(req.entries))
        held = self.log.entriesFrom(first, len(req.entries)) if req.entries else ()
        agrees = all(mine.term == theirs.term for mine, theirs in zip(held, req.entries, strict=False))
        self.log.truncateFrom(first)
        for entry in held if agrees else ():
            self.log.append(entry)
        for entry in behind if agrees else ():
            self.log.append(entry)
