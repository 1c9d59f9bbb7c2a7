# caught by: test_lost_part_is_sent_again
class Snapshots(Server):
    """Sends a part that nobody answers five times, and then no more."""

    replace("__init__", "self.received", "self.tries: dict[ServerId, int] = {}\nself.received")
    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "self.tries[follower] = self.tries.get(follower, 0) + 1\n"
        "if self.tries[follower] > 5:\n"
        "    return\n"
        "index, offset = self.transfers.get(follower, (0, 0))",
    )
    replace("handleInstallSnapshotReply", "index, offset", "self.tries = {}\nindex, offset")
