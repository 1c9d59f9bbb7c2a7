# caught by: test_older_message_is_stale
class Terms(Server):
    """Entries are never old."""

    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        'if message.term >= self.currentTerm or getattr(message, "entries", ()):',
    )
