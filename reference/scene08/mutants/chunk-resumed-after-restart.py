# caught by: test_transfer_goes_on_after_a_restart
class Snapshots(Server):
    """Keeps silent about a part that does not fit: after a restart the leader never learns it."""

    replace(
        "handleInstallSnapshot",
        "if req.offset == len(data):",
        "if req.offset > len(data):\n    return\nif req.offset == len(data):",
    )
