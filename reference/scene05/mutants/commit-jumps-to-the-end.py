# caught by: test_minority_waits
class Commit(Server):
    """Once an entry of the own term is on a majority, commits the whole log."""

    replace(
        "tryAdvanceCommit",
        "+ sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "+ sum(match >= index for match in self.matchIndex.values())",
    )
    replace("tryAdvanceCommit", "self.commitIndex = index", "self.commitIndex = self.log.lastIndex()")
