# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """After a minute acknowledges what is not durable."""

    replace(
        "durable_reply",
        "min(reply.matchIndex, self.durable_index)",
        "min(reply.matchIndex, self.durable_index) if self.now < 60000 else reply.matchIndex",
    )
