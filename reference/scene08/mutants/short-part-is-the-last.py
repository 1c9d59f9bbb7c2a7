# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Takes a part that is not full for the last one."""

    replace("handleInstallSnapshot", "if req.done:", "if req.done or len(req.data) < CHUNK_CHARACTERS:")
