# caught by: test_calm_cluster_stays_calm
class Replication(Server):
    """Compares nextIndex with the last term: in a high term there is always something to send."""

    replace("credit_success", "<= self.log.lastIndex():", "<= max(self.log.lastIndex(), self.log.lastTerm()):")
