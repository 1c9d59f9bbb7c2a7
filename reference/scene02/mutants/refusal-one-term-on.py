# caught by: test_refusal_tells_the_current_term
class Terms(Server):
    """A refusal carries the term after the sender's."""

    replace("rejectStale", "message.refusal(self.currentTerm, self.", "message.refusal(message.term + 1, self.")
