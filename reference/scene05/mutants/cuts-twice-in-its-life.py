# caught by: test_conflict_is_replaced
class Commit(Server):
    """Replaces entries of two leaders; the third one's conflict stays."""

    replace(
        "truncateConflicts",
        "self.log.truncateFrom(index)",
        "self.cuts = getattr(self, 'cuts', 0) + 1\nif self.cuts < 3:\n    self.log.truncateFrom(index)",
    )
