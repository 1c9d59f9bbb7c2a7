# variant: any probe that goes strictly back is safe
class Replication(Server):
    """Gives no hint; the leader halves what is left between the acknowledged and the refused index."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        return (0, 0)

    def backOff(self, reply: AppendEntriesReply) -> int:
        known = self.matchIndex[reply.followerId]
        return known + 1 + max(0, reply.prevLogIndex - known) // 2
