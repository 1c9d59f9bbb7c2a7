# caught by: test_older_message_is_stale
class Terms(Server):
    """A refusal that says where to go on is never old."""

    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        'if message.term >= self.currentTerm or getattr(message, "conflictIndex", 0) > 0:',
    )
