# caught by: test_stale_changes_nothing
class Terms(Server):
    """Messages of the terms that it stood in are for it."""

    replace(
        "becomeCandidate",
        "self.persist()",
        'self.persist()\nself.leaderships = [*getattr(self, "leaderships", []), self.currentTerm]',
    )

    replace(
        "rejectStale",
        "if message.term >= self.currentTerm:",
        'if message.term >= self.currentTerm or message.term in getattr(self, "leaderships", []):',
    )
