# caught by: test_follower_commits_what_it_holds
class Commit(Server):
    """Copies leaderCommit although the follower's log may be shorter."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.commitIndex = max(self.commitIndex, req.leaderCommit)
