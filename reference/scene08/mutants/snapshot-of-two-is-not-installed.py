# caught by: test_failing_disk_delays_only
class Snapshots(Server):
    """Never installs a snapshot of two entries."""

    replace("handleInstallSnapshot", "if req.done:", "if req.done and req.lastIncludedIndex != 2:")
