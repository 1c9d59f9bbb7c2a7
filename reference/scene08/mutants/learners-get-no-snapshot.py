# caught by: test_follower_below_the_log_gets_the_snapshot
class Snapshots(Server):
    """Sends no snapshot to a learner."""

    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "if follower in self.configuration().learners:\n"
        "    return\n"
        "index, offset = self.transfers.get(follower, (0, 0))",
    )
