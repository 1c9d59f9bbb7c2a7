# caught by: test_sent_is_not_stored
class Commit(Server):
    """Counts what was sent (nextIndex) instead of what was acknowledged (matchIndex)."""

    replace(
        "tryAdvanceCommit",
        "+ sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "+ sum(following > index for following in self.nextIndex.values())",
    )
