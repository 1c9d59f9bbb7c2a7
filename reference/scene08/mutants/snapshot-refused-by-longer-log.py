# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Refuses a snapshot that ends before its own log does."""

    replace(
        "handleInstallSnapshot",
        "data = self.received_data(req)",
        "if self.log.lastIndex() > req.lastIncludedIndex:\n"
        "    self.answer_part(req, 0)\n"
        "    return\n"
        "data = self.received_data(req)",
    )
