# caught by: test_rest_is_sent
class Replication(Server):
    """Tells leaderCommit 0 in the append after a refusal."""

    replace(
        "handleAppendEntriesReply",
        "self.replicateTo(follower)",
        "known, self.commitIndex = self.commitIndex, 0\nself.replicateTo(follower)\nself.commitIndex = known",
    )
