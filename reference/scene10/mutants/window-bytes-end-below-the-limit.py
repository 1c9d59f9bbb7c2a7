# caught by: test_window_counts_bytes
class Operations(Server):
    """Leaves the last entry that would fill the window."""

    replace("has_room", "total <= self.options.window_bytes", "total < self.options.window_bytes")
