# caught by: test_follower_below_the_log_gets_the_snapshot
class Snapshots(Server):
    """Serves the last index that is gone by an append without entries, with term 0."""

    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "if self.nextIndex[follower] == self.log.lastIncludedIndex:\n"
        "    prev = self.nextIndex[follower] - 1\n"
        "    self.send(follower, AppendEntries(self.currentTerm, self.id, prev, 0, (), self.commitIndex))\n"
        "    return\n"
        "index, offset = self.transfers.get(follower, (0, 0))",
    )
