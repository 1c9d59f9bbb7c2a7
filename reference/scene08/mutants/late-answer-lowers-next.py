# caught by: test_installed_snapshot_is_credited
class Snapshots(Server):
    """Sends again what is acknowledged."""

    replace(
        "handleInstallSnapshotReply",
        "self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)",
        "self.nextIndex[follower] = reply.matchIndex + 1",
    )
