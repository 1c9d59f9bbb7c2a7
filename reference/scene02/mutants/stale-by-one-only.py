# caught by: test_older_message_is_stale
class Terms(Server):
    """Takes for stale what is one term old, and no older message."""

    replace("rejectStale", "if message.term >= self.currentTerm:", "if message.term != self.currentTerm - 1:")
