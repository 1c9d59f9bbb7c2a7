# caught by: test_majority_commits
class Commit(Server):
    """Counts the followers only: the leader's own copy is missing from the majority."""

    replace(
        "tryAdvanceCommit",
        "stored = 1 + sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "stored = sum(match >= index for match in self.matchIndex.values())",
    )
