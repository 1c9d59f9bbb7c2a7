# caught by: test_sender_is_followed
class Replication(Server):
    """Hears no leader in a refused append."""

    def refusal_reply(self, req: AppendEntries) -> AppendEntriesReply:
        self.heardAt = None
        return AppendEntriesReply(self.currentTerm, self.id, False, req.prevLogIndex, 0, *self.conflictHint(req))
