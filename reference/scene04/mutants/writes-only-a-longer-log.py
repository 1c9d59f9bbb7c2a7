# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Writes the log unless it is shorter than what it wrote last."""

    replace(
        "storeEntries",
        "if list(self.log) != before:\n    self.persist()",
        "if list(self.log) != before and self.log.lastIndex() >= getattr(self, 'written', 0):\n    self.persist()\n"
        "    self.written = self.log.lastIndex()",
    )
