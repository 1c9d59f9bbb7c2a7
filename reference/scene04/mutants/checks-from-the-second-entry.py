# caught by: test_consistency_check
class Replication(Server):
    """Refuses what is to go into the first place of the log."""

    replace("handleAppendEntries", "self.log.holds(req.", "self.log.lastIndex() or not self.log.holds(req.")
