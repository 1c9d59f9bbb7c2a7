# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Keeps the entries in memory only."""

    replace("storeEntries", "before = list(self.log)", "")
    replace("storeEntries", "if list(self.log) != before:\n    self.persist()", "")
