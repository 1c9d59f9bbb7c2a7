# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """Installs two snapshots in its life."""

    installed = 0

    replace(
        "installSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.installed < 2 and self.saveSnapshot(snapshot):\n    self.installed += 1",
    )
