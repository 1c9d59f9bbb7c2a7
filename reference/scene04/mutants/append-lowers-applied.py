# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """lastApplied is no higher than where an accepted append begins."""

    def success_reply(self, req: AppendEntries) -> AppendEntriesReply:
        self.lastApplied = min(self.lastApplied, req.prevLogIndex)
        return AppendEntriesReply(
            self.currentTerm, self.id, True, req.prevLogIndex, req.prevLogIndex + len(req.entries)
        )
