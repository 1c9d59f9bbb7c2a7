# caught by: test_follower_below_the_log_gets_the_snapshot
class Snapshots(Server):
    """A leader without a vote in its configuration sends no part."""

    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "if self.id not in self.configuration().voters:\n"
        "    return\n"
        "index, offset = self.transfers.get(follower, (0, 0))",
    )
