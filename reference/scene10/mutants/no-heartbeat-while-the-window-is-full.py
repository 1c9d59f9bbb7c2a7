# caught by: test_window_is_filled
class Operations(Server):
    """A full window sends no heartbeat."""

    replace(
        "send_heartbeat",
        "if prev >= self.log.lastIncludedIndex:",
        "is_full = len(self.in_flight.get(follower, [])) >= self.options.window_messages\n"
        "if prev >= self.log.lastIncludedIndex and not is_full:",
    )
