# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """With a window, it acknowledges what it has in memory."""

    replace(
        "durable_reply",
        "matchIndex=min(reply.matchIndex, self.durable_index)",
        "matchIndex=reply.matchIndex if self.options.window_messages else min(reply.matchIndex, self.durable_index)",
    )
