# caught by: test_replaced_entry_is_not_durable
class Operations(Server):
    """Behind a snapshot a replaced entry stays durable."""

    replace(
        "truncateConflicts",
        "self.durable_index = min(self.durable_index, end)",
        "self.durable_index = min(self.durable_index, end) if not self.log.lastIncludedIndex else self.durable_index",
    )
