# caught by: test_installed_snapshot_raises_match_index
class Snapshots(Server):
    """Does not count an installed snapshot."""

    replace(
        "handleInstallSnapshotReply", "self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)", ""
    )
