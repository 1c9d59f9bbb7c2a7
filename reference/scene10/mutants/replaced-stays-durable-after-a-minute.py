# caught by: test_replaced_entry_is_not_durable
class Operations(Server):
    """After a minute a replaced entry stays durable."""

    replace(
        "truncateConflicts",
        "self.durable_index = min(self.durable_index, end)",
        "self.durable_index = min(self.durable_index, end) if self.now < 60000 else self.durable_index",
    )
