# caught by: test_window_is_filled
class Operations(Server):
    """A success empties the window."""

    replace("count_success", "[sent for sent in self.in_flight.get(follower, []) if sent[1] > index]", "[]")
