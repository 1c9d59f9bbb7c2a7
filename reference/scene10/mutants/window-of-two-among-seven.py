# caught by: test_answers_in_any_order
class Operations(Server):
    """In a cluster of seven the window holds two messages."""

    replace(
        "has_room",
        "else self.options.window_messages",
        "else self.options.window_messages if len(self.followers) < 6 else 2",
    )
