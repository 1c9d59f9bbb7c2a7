# caught by: test_majority_commits
class Commit(Server):
    """Counts a follower only when it stores more than the entry: commitIndex lags one behind for ever."""

    replace(
        "tryAdvanceCommit",
        "+ sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "+ sum(match > index for match in self.matchIndex.values())",
    )
