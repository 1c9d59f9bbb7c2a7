# variant: followers learn the commit index at once instead of by the next heartbeat
class Commit(Server):
    """Sends AppendEntries to every follower as soon as commitIndex has moved."""

    replace(
        "tryAdvanceCommit",
        "+ sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "+ sum(match >= index for match in self.matchIndex.values())",
    )
    replace(
        "tryAdvanceCommit",
        "self.commitIndex = index",
        "self.commitIndex = index\nfor follower in self.followers:\n    self.replicateTo(follower)",
    )
