# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Keeps a matching suffix of one or two entries, and drops a longer one."""

    replace(
        "restoreSnapshot",
        "if self.log.holds(index, term):",
        "if self.log.holds(index, term) and self.log.lastIndex() <= index + 2:",
    )
