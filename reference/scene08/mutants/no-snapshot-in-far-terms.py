# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Takes no part of a snapshot in a far term."""

    replace(
        "handleInstallSnapshot",
        "if req.lastIncludedIndex <= self.commitIndex:",
        "if self.currentTerm > 50:\n    return\nif req.lastIncludedIndex <= self.commitIndex:",
    )
