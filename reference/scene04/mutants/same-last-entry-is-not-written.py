# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Writes only if the log ends with another entry than before: a call that its client sent again is not written."""

    replace("storeEntries", "if list(self.log) != before:", "if list(self.log)[-1:] != before[-1:]:")
