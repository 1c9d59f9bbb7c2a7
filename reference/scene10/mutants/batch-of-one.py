# caught by: test_batch_has_two_limits
class Operations(Server):
    """Sends one entry a message."""

    replace("next_batch", "else self.options.entriesPerAppend", "else 1")
