# variant: the next write holds the whole log: an earlier one need not count once entries were deleted
class Operations(Server):
    """Forgets every write under way where entries are deleted; the next write holds all."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        end = self.log.lastIndex()
        super().truncateConflicts(req)
        if self.log.lastIndex() < end:
            self.durable_index = min(self.durable_index, self.log.lastIndex())
            self.writes = {number: (0, begun) for number, (_, begun) in self.writes.items()}
