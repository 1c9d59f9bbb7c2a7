# caught by: test_batch_has_two_limits
class Operations(Server):
    """Where bytes_per_append is set, entriesPerAppend is no limit."""

    replace(
        "next_batch",
        "else self.options.entriesPerAppend",
        "else 0 if self.options.bytes_per_append else self.options.entriesPerAppend",
    )
