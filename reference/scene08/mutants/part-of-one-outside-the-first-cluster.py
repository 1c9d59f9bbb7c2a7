# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Ignores the snapshot of a leader that was not in the cluster at first."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)",
        "if req.leaderId not in self.cluster:\n    return\nself.hear_leader(req)",
    )
