# caught by: test_installed_snapshot_raises_match_index
class Snapshots(Server):
    """In a second leadership, sends no part."""

    leaderships = 0

    replace(
        "becomeLeader",
        "self.transfers = {}",
        "self.leaderships += 1\nself.transfers = {}",
    )

    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "if self.leaderships > 1:\n    return\nindex, offset = self.transfers.get(follower, (0, 0))",
    )
