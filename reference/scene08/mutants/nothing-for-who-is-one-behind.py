# caught by: test_hidden_any_two_logs_become_equal
class Snapshots(Server):
    """Sends nothing to a follower that needs the last entry that is gone, if that is entry 6 or a later one."""

    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "if self.nextIndex[follower] == self.log.lastIncludedIndex > 5:\n"
        "    return\n"
        "index, offset = self.transfers.get(follower, (0, 0))",
    )
