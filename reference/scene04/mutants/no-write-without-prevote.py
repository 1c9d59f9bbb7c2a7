# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Writes entries only in a deployment with Pre-Vote."""

    replace("storeEntries", "if list(self.log) != before:", "if list(self.log) != before and self.options.preVote:")
