# caught by: test_installed_snapshot_raises_match_index
class Snapshots(Server):
    """Sends again what is acknowledged."""

    replace(
        "handleInstallSnapshotReply",
        "self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)",
        "self.nextIndex[follower] = reply.matchIndex + 1",
    )
