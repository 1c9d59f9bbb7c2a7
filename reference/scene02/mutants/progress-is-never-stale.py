# caught by: test_older_message_is_stale
class Terms(Server):
    """An acknowledgement of entries is never old."""

    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        'if message.term >= self.currentTerm or getattr(message, "matchIndex", 0) > 0:',
    )
