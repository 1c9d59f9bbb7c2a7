# variant: the durable snapshot stands for everything that is applied: only the log is cut
class Snapshots(Server):
    """Saves no snapshot if the one on the disk is of the same machine."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if snapshot == self.snapshot or self.saveSnapshot(snapshot):",
    )
