# caught by: test_window_counts_bytes
class Operations(Server):
    """After an hour the window has no limit of bytes."""

    replace(
        "has_room",
        "fits = not self.options.window_bytes",
        "fits = not self.options.window_bytes or self.now > 3_000_000",
    )
