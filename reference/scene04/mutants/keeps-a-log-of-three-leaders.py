# caught by: test_tables_of_appends
class Replication(Server):
    """Replaces nothing in a log of three entries of the terms 1, 2 and 3."""

    replace(
        "truncateConflicts",
        "if last > self.log.lastIndex() or held != req.entries:",
        "if [each.term for each in self.log] != [1, 2, 3] and (last > self.log.lastIndex() or held != req.entries):",
    )
