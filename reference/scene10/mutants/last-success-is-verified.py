# caught by: test_completion_is_acknowledged
class Operations(Server):
    """Notes the last success as verified, not the highest."""

    replace("durable_reply", "max(self.verified_index, reply.matchIndex)", "reply.matchIndex")
