# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """Behind a snapshot an empty append is acknowledged in full."""

    replace(
        "durable_reply",
        "min(reply.matchIndex, self.durable_index)",
        "reply.matchIndex\n"
        "if self.log.lastIncludedIndex and reply.prevLogIndex == reply.matchIndex\n"
        "else min(reply.matchIndex, self.durable_index)",
    )
