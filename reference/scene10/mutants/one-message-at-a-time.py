# caught by: test_window_is_filled
class Operations(Server):
    """Waits for each answer."""

    replace("has_room", "else self.options.window_messages", "else 1")
