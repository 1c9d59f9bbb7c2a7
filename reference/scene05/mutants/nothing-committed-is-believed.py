# caught by: test_follower_commit_never_falls
class Commit(Server):
    """A leader that has committed nothing and shows nothing takes commitIndex back."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        verified = req.prevLogIndex + len(req.entries)
        if req.leaderCommit == verified == 0:
            self.commitIndex = 0
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))
