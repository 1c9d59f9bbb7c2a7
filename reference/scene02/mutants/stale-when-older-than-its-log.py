# caught by: test_older_message_is_stale
class Terms(Server):
    """Stale is what is older than the last entry."""

    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        "if message.term >= min(self.currentTerm, self.log.lastTerm() or self.currentTerm):",
    )
