# caught by: test_stale_changes_nothing
class Terms(Server):
    """Messages of the terms that it stood in are for it."""

    replace(
        "becomeCandidate",
        "self.persist()",
        'self.persist()\nself.reigns = [*getattr(self, "reigns", []), self.currentTerm]',
    )

    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        'if message.term >= self.currentTerm or message.term in getattr(self, "reigns", []):',
    )
