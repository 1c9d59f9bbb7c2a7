# caught by: test_window_is_filled
class Operations(Server):
    """Sends at most eight messages."""

    replace("has_room", "len(sent) < limit", "len(sent) < min(limit, 8)")
