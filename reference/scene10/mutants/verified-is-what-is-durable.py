# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """Notes what it acknowledged, not what agrees."""

    replace(
        "durable_reply",
        "max(self.verified_index, reply.matchIndex)",
        "max(self.verified_index, min(reply.matchIndex, self.durable_index))",
    )
