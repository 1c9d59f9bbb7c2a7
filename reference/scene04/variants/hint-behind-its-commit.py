# variant: what is committed agrees with every later leader's log, so the conflict is behind it
class Replication(Server):
    """Hints the index after commitIndex, whatever the conflict is."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        return 0, min(req.prevLogIndex, self.commitIndex + 1)
