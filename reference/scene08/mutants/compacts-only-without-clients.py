# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Takes no snapshot while clients wait."""

    replace("takeSnapshot", "last = self.lastApplied", "if self.waiting:\n    return\nlast = self.lastApplied")
