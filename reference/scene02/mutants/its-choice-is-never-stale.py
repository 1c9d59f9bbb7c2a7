# caught by: test_older_message_is_stale
class Terms(Server):
    """What the server it voted for sends is never old."""

    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        "if message.term >= self.currentTerm or message.sender == self.votedFor:",
    )
