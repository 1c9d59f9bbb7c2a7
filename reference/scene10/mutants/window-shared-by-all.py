# caught by: test_window_is_filled
class Operations(Server):
    """All followers share one window."""

    replace(
        "has_room",
        "return fits and len(sent) < limit",
        "return fits and sum(len(each) for each in self.in_flight.values()) < limit",
    )
