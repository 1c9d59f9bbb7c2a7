# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Commits its own entries behind a late append, which the append does not show to match."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "super().handleAppendEntries(req)\n"
        "if known > 0:\n"
        "    self.commitIndex = max(self.commitIndex, min(req.leaderCommit, self.log.lastIndex()))",
    )
