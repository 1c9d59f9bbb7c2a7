# caught by: test_answers_in_any_order
class Operations(Server):
    """With CheckQuorum uses no window."""

    replace(
        "replicateTo",
        "if not self.options.window_messages or",
        "if not self.options.window_messages or self.options.checkQuorum or",
    )
