# caught by: test_missing_entries_are_sent
class Replication(Server):
    """Tells leaderCommit 0 in the append after a success."""

    replace(
        "credit_success",
        "self.replicateTo(follower)",
        "known, self.commitIndex = self.commitIndex, 0\nself.replicateTo(follower)\nself.commitIndex = known",
    )
