# caught by: test_refusal_tells_the_current_term
class Terms(Server):
    """A refusal names the asking server as its sender."""

    replace("rejectStale", ".currentTerm, self.id)", ".currentTerm, message.sender)")
