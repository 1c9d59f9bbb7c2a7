# caught by: test_follower_commits_only_what_was_shown
"""Clamps to the follower's own last index: an unverified tail is taken for committed."""


class Commit(Server):
    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, self.log.lastIndex()))
