# caught by: test_conflict_is_replaced
class Commit(Server):
    """Cuts one entry too late: the conflicting entry itself stays."""

    replace("truncateConflicts", "self.log.truncateFrom(index)", "self.log.truncateFrom(index + 1)")
