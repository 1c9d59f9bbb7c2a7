# caught by: test_window_is_filled
class Operations(Server):
    """A message has no limit of entries."""

    replace("next_batch", "else self.options.entriesPerAppend", "else 0")
