# caught by: test_follower_commit_never_falls
class Commit(Server):
    """Sets commitIndex without looking at what it was."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.commitIndex = min(req.leaderCommit, req.prevLogIndex + len(req.entries))
