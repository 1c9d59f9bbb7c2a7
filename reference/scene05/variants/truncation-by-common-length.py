# variant: everything behind the longest common stretch goes, and only if something conflicts
class Commit(Server):
    """Measures how far log and message agree before cutting."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        agreed = req.prevLogIndex
        while agreed < req.prevLogIndex + len(req.entries) and self.log.holds(
            agreed + 1, req.entries[agreed - req.prevLogIndex].term
        ):
            agreed += 1
        if agreed < req.prevLogIndex + len(req.entries):
            self.log.truncateFrom(agreed + 1)
