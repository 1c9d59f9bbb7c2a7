# caught by: test_batch_has_two_limits
class Operations(Server):
    """Puts at most a hundred entries into a message."""

    replace(
        "next_batch",
        "entries = self.log.entriesFrom(self.nextIndex[follower], limit)",
        "entries = self.log.entriesFrom(self.nextIndex[follower], limit)[:100]",
    )
