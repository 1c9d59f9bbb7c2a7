# caught by: test_window_counts_bytes
class Operations(Server):
    """The window has no limit of bytes."""

    replace("has_room", "total <= self.options.window_bytes", "total >= 0")
