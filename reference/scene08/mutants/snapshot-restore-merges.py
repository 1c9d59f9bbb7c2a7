# caught by: test_machine_is_replaced
class Snapshots(Server):
    """Loads the snapshot on top of the old machine: deleted keys come back."""

    replace(
        "restoreSnapshot",
        "self.restore_machine(snapshot.data)",
        "old = dict(self.machine)\nself.restore_machine(snapshot.data)\nself.machine = old | self.machine",
    )
