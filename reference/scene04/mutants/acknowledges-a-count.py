# caught by: test_acknowledges_what_was_shown
class Replication(Server):
    """Acknowledges how many entries came, not up to where."""

    def success_reply(self, req: AppendEntries) -> AppendEntriesReply:
        return AppendEntriesReply(
            term=self.currentTerm,
            followerId=self.id,
            success=True,
            prevLogIndex=req.prevLogIndex,
            matchIndex=len(req.entries),
        )
