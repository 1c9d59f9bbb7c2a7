# caught by: test_minority_waits
class Commit(Server):
    """Counts the leader's own copy twice, so one copy fewer than a majority commits."""

    replace(
        "tryAdvanceCommit",
        "(self.matchIndex[follower] >= index for follower in self.followers)",
        "(self.matchIndex.get(server, index) >= index for server in self.cluster)",
    )
