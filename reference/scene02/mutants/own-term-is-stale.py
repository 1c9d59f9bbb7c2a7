# caught by: test_current_message_is_not_stale
class Terms(Server):
    """Turns away messages of its own term."""

    replace("rejectStale", "if message.term >= self.currentTerm:", "if message.term > self.currentTerm:")
