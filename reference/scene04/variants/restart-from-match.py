# variant: any probe that goes strictly back is safe; stored entries may be sent again
class Replication(Server):
    """Gives no hint; after a refusal the leader sends everything that is not acknowledged."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        return (0, 0)

    def backOff(self, reply: AppendEntriesReply) -> int:
        return self.matchIndex[reply.followerId] + 1
