# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """Takes what is committed to be on its own disk."""

    replace(
        "durable_reply",
        "matchIndex=min(reply.matchIndex, self.durable_index)",
        "matchIndex=min(reply.matchIndex, max(self.durable_index, self.commitIndex))",
    )
