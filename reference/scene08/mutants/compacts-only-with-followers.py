# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Takes no snapshot as the only server of its cluster."""

    replace("takeSnapshot", "last = self.lastApplied", "if not self.followers:\n    return\nlast = self.lastApplied")
