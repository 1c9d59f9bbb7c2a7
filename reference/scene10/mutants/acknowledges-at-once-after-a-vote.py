# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """A follower that has voted acknowledges what is not durable."""

    replace(
        "durable_reply",
        "min(reply.matchIndex, self.durable_index)",
        "min(reply.matchIndex, self.durable_index) if self.votedFor is None else reply.matchIndex",
    )
