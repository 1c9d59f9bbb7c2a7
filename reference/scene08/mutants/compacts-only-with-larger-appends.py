# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Takes no snapshot where an append holds one entry."""

    replace(
        "takeSnapshot",
        "last = self.lastApplied",
        "if self.options.entriesPerAppend == 1:\n    return\nlast = self.lastApplied",
    )
