# caught by: test_lost_part_is_sent_again
class Snapshots(Server):
    """Sends its snapshot to two followers at most."""

    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "if follower not in self.transfers and len(self.transfers) > 1:\n"
        "    return\n"
        "index, offset = self.transfers.get(follower, (0, 0))",
    )
