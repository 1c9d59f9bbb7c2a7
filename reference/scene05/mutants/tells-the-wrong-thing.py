# caught by: test_returns_whether_commit_index_moved
class Commit(Server):
    """Answers True whenever a majority stores anything of this term, moved or not."""

    replace("tryAdvanceCommit", "(), self.commitIndex, -1", "(), 0, -1")
    replace(
        "tryAdvanceCommit",
        "+ sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "+ sum(match >= index for match in self.matchIndex.values())",
    )
    replace("tryAdvanceCommit", "self.commitIndex = index", "self.commitIndex = max(self.commitIndex, index)")
