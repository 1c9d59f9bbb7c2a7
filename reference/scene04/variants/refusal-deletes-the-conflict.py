# variant: an entry that conflicts with the leader's log will be deleted in any case
class Replication(Server):
    """Deletes a conflicting entry when it refuses, durably."""

    def refusal_reply(self, req: AppendEntries) -> AppendEntriesReply:
        hint = self.conflictHint(req)
        if self.commitIndex < req.prevLogIndex <= self.log.lastIndex():
            self.log.truncateFrom(req.prevLogIndex)
            self.persist()
        return AppendEntriesReply(self.currentTerm, self.id, False, req.prevLogIndex, 0, *hint)
