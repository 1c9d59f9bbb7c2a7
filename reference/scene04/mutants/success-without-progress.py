# caught by: test_acknowledges_what_the_message_confirms
class Replication(Server):
    """An append that brought nothing new is acknowledged at prevLogIndex; the leader sends the same again."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        brings = any(
            (not self.log.holds(index, entry.term) for index, entry in enumerate(req.entries, req.prevLogIndex + 1))
        )
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(
            req.leaderId,
            AppendEntriesReply(
                term=self.currentTerm,
                followerId=self.id,
                success=True,
                prevLogIndex=req.prevLogIndex,
                matchIndex=req.prevLogIndex + len(req.entries) if brings else req.prevLogIndex,
            ),
        )
