# caught by: test_older_message_is_stale
class Terms(Server):
    """The request of a candidate with a longer log is never old."""

    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        'if message.term >= self.currentTerm or getattr(message, "lastLogIndex", 0) > self.log.lastIndex():',
    )
