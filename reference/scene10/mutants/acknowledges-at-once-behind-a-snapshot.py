# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """Behind a snapshot acknowledges what is not durable."""

    replace(
        "durable_reply",
        "min(reply.matchIndex, self.durable_index)",
        "min(reply.matchIndex, self.durable_index) if not self.log.lastIncludedIndex else reply.matchIndex",
    )
