# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Ignores the snapshot of a leader that is outside its own configuration."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)",
        "if req.leaderId not in self.configuration().members:\n    return\nself.hear_leader(req)",
    )
