# variant: what is there and what comes can be compared pair by pair
class Commit(Server):
    """Compares its entries and the message's in pairs."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        mine = self.log.entriesFrom(req.prevLogIndex + 1)
        pairs = enumerate(zip(mine, req.entries, strict=False), start=req.prevLogIndex + 1)
        first = next((index for index, (held, sent) in pairs if held.term != sent.term), None)
        if first is not None:
            self.log.truncateFrom(first)
