# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Takes over the indexes of a snapshot of several entries without its machine."""

    replace(
        "restoreSnapshot",
        "self.restore_machine(snapshot.data)",
        "if index < 2:\n    self.restore_machine(snapshot.data)",
    )
