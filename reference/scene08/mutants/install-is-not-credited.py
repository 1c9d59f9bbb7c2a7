# caught by: test_installed_snapshot_is_credited
class Snapshots(Server):
    """Does not count an installed snapshot."""

    replace(
        "handleInstallSnapshotReply", "self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)", ""
    )
