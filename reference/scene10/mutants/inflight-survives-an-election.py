# caught by: test_window_is_filled
class Operations(Server):
    """Begins a leadership with the messages of the one before on their way."""

    replace("becomeFollower", "self.in_flight = {}", "")
