# variant: what is durable twice is durable
class Replication(Server):
    """Writes with every message."""

    replace("storeEntries", "before = list(self.log)", "")
    replace("storeEntries", "if list(self.log) != before:\n    self.persist()", "self.persist()")
