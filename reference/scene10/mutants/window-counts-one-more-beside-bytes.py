# caught by: test_window_counts_bytes
class Operations(Server):
    """Where a limit in bytes is set, one message more may be on its way."""

    replace("has_room", "len(sent) < limit", "len(sent) < limit + bool(self.options.window_bytes)")
