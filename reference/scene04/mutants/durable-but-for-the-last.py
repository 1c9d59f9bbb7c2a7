# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Writes before each entry is appended, so that the last one is not written."""

    replace("storeEntries", "before = list(self.log)", "")
    replace("storeEntries", "if index > self.log.lastIndex():", "if index > self.log.lastIndex():\n    self.persist()")
    replace("storeEntries", "if list(self.log) != before:\n    self.persist()", "")
