# caught by: test_window_is_filled
class Operations(Server):
    """A heartbeat takes everything on its way for lost."""

    replace(
        "send_heartbeat",
        "prev = self.nextIndex[follower] - 1",
        "self.in_flight[follower] = []\nprev = self.nextIndex[follower] - 1",
    )
