# caught by: test_refusal_tells_the_current_term
class Terms(Server):
    """Refuses in the term of the request, so that its sender learns nothing."""

    replace("rejectStale", "message.refusal(self.currentTerm, self.", "message.refusal(message.term, self.")
