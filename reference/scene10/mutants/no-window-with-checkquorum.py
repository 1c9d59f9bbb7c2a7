# caught by: test_window_is_filled
class Operations(Server):
    """With CheckQuorum uses no window."""

    replace(
        "replicateTo",
        "if not self.options.window_messages or",
        "if not self.options.window_messages or self.options.checkQuorum or",
    )
