# caught by: test_follower_below_the_log_gets_the_snapshot
class Snapshots(Server):
    """Thinks that the term at index 0 is always known: sends entries after a hole."""

    replace(
        "replicateTo",
        "index, offset = self.transfers.get(follower, (0, 0))",
        "if self.nextIndex[follower] == 1:\n"
        "    entries = self.log.entriesFrom(self.log.firstIndex())\n"
        "    self.send(follower, AppendEntries(self.currentTerm, self.id, 0, 0, entries, self.commitIndex))\n"
        "    return\n"
        "index, offset = self.transfers.get(follower, (0, 0))",
    )
