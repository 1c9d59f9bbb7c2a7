# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Takes every part but the last one for a full one: counts parts, not characters."""

    replace(
        "handleInstallSnapshot",
        "if req.offset == len(data):",
        "if req.offset == len(data) and req.offset % CHUNK_CHARACTERS == 0:",
    )
