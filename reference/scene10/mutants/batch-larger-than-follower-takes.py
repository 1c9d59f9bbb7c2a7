# caught by: test_lost_batch_is_not_repeated_unchanged
class Operations(Server):
    """Repeats a batch that never arrives."""

    replace(
        "next_batch",
        "1 if follower in self.probing else self.options.entriesPerAppend",
        "self.options.entriesPerAppend",
    )
