# caught by: test_acknowledges_what_was_shown
class Replication(Server):
    """Acknowledges prevLogIndex and forgets the entries."""

    def success_reply(self, req: AppendEntries) -> AppendEntriesReply:
        return AppendEntriesReply(
            term=self.currentTerm,
            followerId=self.id,
            success=True,
            prevLogIndex=req.prevLogIndex,
            matchIndex=req.prevLogIndex,
        )
