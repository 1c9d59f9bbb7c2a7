# caught by: test_window_is_filled
class Operations(Server):
    """The window counts entries."""

    replace("has_room", "len(sent) < limit", "sum(last - prev for prev, last, _ in sent) < limit")
