# caught by: test_matching_suffix_stays
class Snapshots(Server):
    """Keeps a matching suffix of one or two entries, and drops a longer one."""

    replace(
        "restoreSnapshot",
        "if self.log.holds(index, term):",
        "if self.log.holds(index, term) and self.log.lastIndex() <= index + 2:",
    )
