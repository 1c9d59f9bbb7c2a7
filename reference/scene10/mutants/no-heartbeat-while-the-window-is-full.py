# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """A full window sends no heartbeat."""

    replace(
        "send_heartbeat",
        "if prev >= self.log.lastIncludedIndex:",
        "is_full = len(self.in_flight.get(follower, [])) >= self.options.window_messages\n"
        "if prev >= self.log.lastIncludedIndex and not is_full:",
    )
