# caught by: test_installed_snapshot_raises_match_index
class Snapshots(Server):
    """Hears no answer of a learner about its snapshot."""

    replace(
        "handleInstallSnapshotReply",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "if follower not in self.configuration().voters:\n"
        "    return\n"
        "index, offset = self.transfers.get(follower, (0, 0))",
    )
