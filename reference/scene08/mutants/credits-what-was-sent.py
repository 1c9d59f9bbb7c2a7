# caught by: test_installed_snapshot_raises_match_index
class Snapshots(Server):
    """A late answer credits the follower with all that was sent to it."""

    replace(
        "handleInstallSnapshotReply",
        "max(self.matchIndex[follower], reply.matchIndex)",
        "max(self.nextIndex[follower] - 1, reply.matchIndex)",
    )
