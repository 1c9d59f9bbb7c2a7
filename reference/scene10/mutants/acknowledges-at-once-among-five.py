# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """In a large cluster acknowledges what is not durable."""

    replace(
        "durable_reply",
        "min(reply.matchIndex, self.durable_index)",
        "min(reply.matchIndex, self.durable_index) if len(self.cluster) < 5 else reply.matchIndex",
    )
