# caught by: test_restart_begins_at_the_snapshot
class Snapshots(Server):
    """Takes over the indexes without the machine."""

    replace("restoreSnapshot", "self.restore_machine(snapshot.data)", "")
