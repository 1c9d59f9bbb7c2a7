# variant: any hint that goes strictly back is safe
"""Hints at its own last index, whatever conflicts."""


class Replication(Server):
    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        return (0, min(req.prevLogIndex, self.log.lastIndex() + 1))
