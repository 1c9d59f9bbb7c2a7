# caught by: test_installed_snapshot_raises_match_index
class Snapshots(Server):
    """In a second leadership, ignores answers about its snapshot."""

    leaderships = 0

    replace(
        "becomeLeader",
        "self.transfers = {}",
        "self.leaderships += 1\nself.transfers = {}",
    )

    replace(
        "handleInstallSnapshotReply",
        "follower = reply.followerId",
        "if self.leaderships > 1:\n    return\nfollower = reply.followerId",
    )
