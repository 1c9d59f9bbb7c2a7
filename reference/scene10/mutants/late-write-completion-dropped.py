# caught by: test_completion_is_acknowledged
class Operations(Server):
    """Drops the end of a write that comes while it has another role: its entries never count as durable."""

    replace(
        "onPersisted",
        "elif index > self.durable_index:",
        "elif index > self.durable_index and self.leaderId is not None:",
    )
