# caught by: test_conflict_is_replaced
class Commit(Server):
    """Compares the first eight entries of a message."""

    replace("truncateConflicts", "(req.entries, start=", "(req.entries[:8], start=")
