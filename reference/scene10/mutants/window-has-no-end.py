# caught by: test_window_is_filled
class Operations(Server):
    """Sends without a limit."""

    replace("has_room", "fits and len(sent) < limit", "fits and limit > 0")
