# caught by: test_replaced_entry_is_not_durable
class Operations(Server):
    """A follower at which clients wait acknowledges what is not durable."""

    replace(
        "durable_reply",
        "min(reply.matchIndex, self.durable_index)",
        "reply.matchIndex if self.waiting else min(reply.matchIndex, self.durable_index)",
    )
