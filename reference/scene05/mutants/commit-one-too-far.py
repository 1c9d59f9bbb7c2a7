# caught by: test_minority_waits
class Commit(Server):
    """Counts a follower that stores the entry before: commits one entry too many."""

    replace(
        "tryAdvanceCommit",
        "+ sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "+ sum(match >= index - 1 for match in self.matchIndex.values())",
    )
