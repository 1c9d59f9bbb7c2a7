# caught by: test_hidden_commit_in_any_cluster
class Commit(Server):
    """Looks at the last eight entries only."""

    replace("tryAdvanceCommit", "(), self.commitIndex, -1", "(), max(self.commitIndex, self.log.lastIndex() - 8), -1")
    replace(
        "tryAdvanceCommit",
        "+ sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "+ sum(match >= index for match in self.matchIndex.values())",
    )
