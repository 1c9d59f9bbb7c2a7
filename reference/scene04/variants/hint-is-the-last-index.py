# variant: any hint that goes strictly back is safe
class Replication(Server):
    """Hints at its own last index, whatever conflicts."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        return (0, min(req.prevLogIndex, self.log.lastIndex() + 1))
