# caught by: test_replaced_entry_is_not_durable
class Operations(Server):
    """In a large cluster a replaced entry stays durable."""

    replace(
        "truncateConflicts",
        "self.durable_index = min(self.durable_index, end)",
        "self.durable_index = min(self.durable_index, end) if len(self.cluster) < 5 else self.durable_index",
    )
