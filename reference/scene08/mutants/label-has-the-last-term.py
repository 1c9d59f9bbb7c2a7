# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """The term of the snapshot is the term of the log's last entry."""

    replace("takeSnapshot", "self.log.term(last)", "self.log.lastTerm()")
