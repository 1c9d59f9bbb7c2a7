# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """A follower that is asked in an older term no longer knows its leader."""

    replace(
        "rejectStale",
        "refusal = message.refusal(self.currentTerm, self.id)",
        "refusal = message.refusal(self.currentTerm, self.id)\n"
        "if refusal is not None and self.role == FOLLOWER:\n    self.leaderId = None",
    )
