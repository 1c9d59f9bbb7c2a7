# expected: 97 points
class Replication(Server):
    """All four methods; no hint, one index back at a time."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        return (0, 0)

    def backOff(self, reply: AppendEntriesReply) -> int:
        return max(1, reply.prevLogIndex)
