# caught by: test_acknowledges_what_was_shown
class Replication(Server):
    """Acknowledges its own last index, the unverified tail with it."""

    def success_reply(self, req: AppendEntries) -> AppendEntriesReply:
        return AppendEntriesReply(
            term=self.currentTerm,
            followerId=self.id,
            success=True,
            prevLogIndex=req.prevLogIndex,
            matchIndex=self.log.lastIndex(),
        )
