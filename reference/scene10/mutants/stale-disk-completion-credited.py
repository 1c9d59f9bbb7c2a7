# caught by: test_replaced_entry_is_not_durable
class Operations(Server):
    """Counts the end of a write for an entry that was replaced since."""

    replace(
        "truncateConflicts",
        "self.writes = {number: (min(index, end), begun) for number, (index, begun) in self.writes.items()}",
        "",
    )
