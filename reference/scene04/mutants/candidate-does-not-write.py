# caught by: test_durable_before_acknowledged
class Replication(Server):
    """A candidate that hears the leader of its term keeps the first entries in memory only."""

    replace("handleAppendEntries", "super().handle", "self.stood = self.role == 'candidate'\nsuper().handle")
    replace("storeEntries", "if list(self.log) != before:", "if list(self.log) != before and not self.stood:")
