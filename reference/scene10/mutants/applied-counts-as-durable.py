# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """Acknowledges what it has applied."""

    replace(
        "durable_reply",
        "matchIndex=min(reply.matchIndex, self.durable_index)",
        "matchIndex=min(reply.matchIndex, max(self.durable_index, self.lastApplied))",
    )
