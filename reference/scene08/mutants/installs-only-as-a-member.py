# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Takes no snapshot in whose configuration it is not."""

    replace(
        "handleInstallSnapshot",
        "if req.lastIncludedIndex <= self.commitIndex:",
        "if req.configuration is not None and self.id not in req.configuration.members:\n"
        "    return\n"
        "if req.lastIncludedIndex <= self.commitIndex:",
    )
