# caught by: test_figure7_cluster
class Replication(Server):
    """Writes the log if it grew or shrank."""

    replace("storeEntries", "if list(self.log) != before:", "if len(self.log) != len(before):")
