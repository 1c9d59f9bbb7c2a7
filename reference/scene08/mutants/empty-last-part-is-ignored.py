# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Passes over a part without characters, also the last one."""

    replace("handleInstallSnapshot", "if req.offset == len(data):", "if req.data and req.offset == len(data):")
