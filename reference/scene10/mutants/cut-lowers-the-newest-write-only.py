# caught by: test_replaced_entry_is_not_durable
class Operations(Server):
    """Where the log is cut, only the newest write under way gets a lower index."""

    replace(
        "truncateConflicts",
        "self.writes = {number: (min(index, end), begun) for number, (index, begun) in self.writes.items()}",
        """for number in sorted(self.writes)[-1:]:
    index, begun = self.writes[number]
    self.writes[number] = (min(index, end), begun)""",
    )
