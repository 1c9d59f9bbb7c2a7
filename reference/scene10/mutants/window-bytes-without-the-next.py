# caught by: test_window_counts_bytes
class Operations(Server):
    """The bytes of the next message do not count."""

    replace("has_room", "total = size + sum(", "total = sum(")
    replace("has_room", "total <= self.options.window_bytes", "total < self.options.window_bytes")
