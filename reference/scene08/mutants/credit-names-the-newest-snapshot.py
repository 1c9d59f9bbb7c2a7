# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """Takes the answer about an older snapshot for one about the newest."""

    replace(
        "handleInstallSnapshotReply",
        "self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)",
        "self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1, index + 1)",
    )
