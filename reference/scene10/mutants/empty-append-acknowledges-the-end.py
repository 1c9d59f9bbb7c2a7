# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """Cuts the acknowledgement of entries, and not of an empty append."""

    replace(
        "durable_reply",
        "min(reply.matchIndex, self.durable_index)",
        "reply.matchIndex if reply.matchIndex == reply.prevLogIndex else min(reply.matchIndex, self.durable_index)",
    )
