# caught by: test_installed_snapshot_raises_match_index
class Snapshots(Server):
    """Takes matchIndex from a late answer."""

    replace(
        "handleInstallSnapshotReply",
        "self.matchIndex[follower] = max(self.matchIndex[follower], reply.matchIndex)",
        "self.matchIndex[follower] = reply.matchIndex",
    )
