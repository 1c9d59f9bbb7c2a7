# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A refused append makes the server forget its leader."""

    def refusal_reply(self, req: AppendEntries) -> AppendEntriesReply:
        self.leaderId = None
        return AppendEntriesReply(self.currentTerm, self.id, False, req.prevLogIndex, 0, *self.conflictHint(req))
