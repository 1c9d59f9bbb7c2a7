# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """In a second leadership, takes no snapshot."""

    leaderships = 0

    replace(
        "becomeLeader",
        "self.transfers = {}",
        "self.leaderships += 1\nself.transfers = {}",
    )

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if (self.role != LEADER or self.leaderships < 2) and self.saveSnapshot(snapshot):",
    )
