# variant: whichever conflict is cut first, the first conflict is cut in the end
class Commit(Server):
    """Cuts at each conflict, from the last to the first."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for offset in reversed(range(len(req.entries))):
            index = req.prevLogIndex + 1 + offset
            if index <= self.log.lastIndex() and self.log.term(index) != req.entries[offset].term:
                self.log.truncateFrom(index)
