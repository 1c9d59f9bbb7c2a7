# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """Acknowledges what it has in memory."""

    replace("durable_reply", "min(reply.matchIndex, self.durable_index)", "reply.matchIndex")
