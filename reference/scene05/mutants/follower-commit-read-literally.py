# caught by: test_follower_commit_never_falls
class Commit(Server):
    """Compares leaderCommit with commitIndex but not the index of the last new entry, which may be lower."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        if req.leaderCommit > self.commitIndex:
            self.commitIndex = min(req.leaderCommit, req.prevLogIndex + len(req.entries))
