# caught by: test_follower_commits_what_it_holds
class Commit(Server):
    """Counts only the entries before the message's own as verified."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, req.prevLogIndex))
