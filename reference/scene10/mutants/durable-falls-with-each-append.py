# caught by: test_completion_is_acknowledged
class Operations(Server):
    """Nothing behind prevLogIndex is durable when an append comes."""

    replace(
        "truncateConflicts",
        "self.durable_index = min(self.durable_index, end)",
        "self.durable_index = min(self.durable_index, req.prevLogIndex)",
    )
