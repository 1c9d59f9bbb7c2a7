# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """An answer that a follower has a snapshot counts for the one that is under way."""

    replace(
        "handleInstallSnapshotReply",
        "max(self.matchIndex[follower], reply.matchIndex)",
        "max(self.matchIndex[follower], reply.matchIndex, index if offset else 0)",
    )
