# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Sends no part of its snapshot in a far term."""

    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "if self.currentTerm > 50:\n    return\nindex, offset = self.transfers.get(follower, (0, 0))",
    )
