# caught by: test_hidden_follower_commit_in_any_state
class Commit(Server):
    """Commits nothing while its log goes on behind the message."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        verified = req.prevLogIndex + len(req.entries)
        if self.log.lastIndex() == verified:
            self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))
