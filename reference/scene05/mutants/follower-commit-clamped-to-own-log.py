# caught by: test_follower_commits_only_what_is_confirmed
class Commit(Server):
    """Clamps to the follower's own last index: an unverified tail is taken for committed."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, self.log.lastIndex()))
