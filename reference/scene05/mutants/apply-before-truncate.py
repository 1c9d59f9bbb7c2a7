# caught by: test_follower_applies_what_it_stored
class Commit(Server):
    """Raises commitIndex and applies before the message's entries are in the log."""

    def storeEntries(self, req: AppendEntries) -> None:
        self.commitIndex = max(
            self.commitIndex, min(req.leaderCommit, req.prevLogIndex + len(req.entries), self.log.lastIndex())
        )
        self.applyCommitted()
        super().storeEntries(req)
