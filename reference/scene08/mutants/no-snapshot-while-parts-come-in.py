# caught by: test_transfer_goes_on_after_a_restart
class Snapshots(Server):
    """Takes no snapshot while it has parts of another one, also where the rest never comes."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.received[2]:\n    return\nif self.saveSnapshot(snapshot):",
    )
