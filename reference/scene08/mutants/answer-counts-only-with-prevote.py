# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Hears no answer about its snapshot where Pre-Vote is off."""

    replace(
        "handleInstallSnapshotReply",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "if not self.options.preVote:\n    return\nindex, offset = self.transfers.get(follower, (0, 0))",
    )
