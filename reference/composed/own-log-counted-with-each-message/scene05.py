class Commit(Server):
    """Counts every value of matchIndex, and itself: harmless where matchIndex has the followers alone."""

    replace(
        "tryAdvanceCommit",
        "sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "sum(match >= index for match in self.matchIndex.values())",
    )
