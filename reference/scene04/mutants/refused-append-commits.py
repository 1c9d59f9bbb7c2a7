# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A refused append commits what its leaderCommit says."""

    def refusal_reply(self, req: AppendEntries) -> AppendEntriesReply:
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, self.log.lastIndex()))
        return AppendEntriesReply(self.currentTerm, self.id, False, req.prevLogIndex, 0, *self.conflictHint(req))
