# caught by: test_replaced_entry_is_not_durable
class Operations(Server):
    """With a window, it keeps durable_index when the entries under it are replaced."""

    replace(
        "truncateConflicts",
        "self.durable_index = min(self.durable_index, end)",
        "if not self.options.window_messages:\n    self.durable_index = min(self.durable_index, end)",
    )
