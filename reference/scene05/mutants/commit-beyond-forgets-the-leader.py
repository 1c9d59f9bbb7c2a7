# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """Forgets a leader that has committed more than it shows."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        verified = req.prevLogIndex + len(req.entries)
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))
        if req.leaderCommit > verified:
            self.leaderId = None
