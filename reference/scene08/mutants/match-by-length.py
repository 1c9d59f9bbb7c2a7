# caught by: test_conflicting_log_is_deleted
class Snapshots(Server):
    """Keeps a suffix of a newer term than the snapshot's."""

    replace(
        "restoreSnapshot",
        "if self.log.holds(index, term):",
        "if index <= self.log.lastIndex() and (self.log.holds(index, term) or self.log.lastTerm() >= term - 1):",
    )
