# caught by: test_follower_commits_what_it_holds
"""Copies leaderCommit although the follower's log may be shorter."""


class Commit(Server):
    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.commitIndex = max(self.commitIndex, req.leaderCommit)
