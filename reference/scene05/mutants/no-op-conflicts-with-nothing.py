# caught by: test_conflict_is_replaced
class Commit(Server):
    """Replaces nothing by an entry without a command."""

    replace("truncateConflicts", "if index <=", "if entry.command and index <=")
