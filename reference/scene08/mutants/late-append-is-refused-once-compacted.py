# caught by: test_late_append_does_no_harm
class Snapshots(Server):
    """Cuts the log where a late append begins below it."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "if known > 0 and not req.entries:\n"
        "    self.log.truncateFrom(self.log.firstIndex())\n"
        "    self.persist()\n"
        "super().handleAppendEntries(req)",
    )
