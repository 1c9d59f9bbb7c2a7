# caught by: test_follower_commit_advances_once_stored
class Replication(Server):
    """A server that was a candidate stores the leader's first entries, and does not look at leaderCommit."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        'stood = self.role != "follower"\nsuper().handleAppendEntries(req)',
    )

    replace(
        "handleAppendEntries",
        "self.advanceFollowerCommit(req)",
        "if not stood:\n    self.advanceFollowerCommit(req)",
    )
