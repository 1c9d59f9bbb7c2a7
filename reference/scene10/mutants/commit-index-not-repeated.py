# caught by: test_window_is_filled
class Operations(Server):
    """Sends no heartbeat to a follower with messages on their way."""

    replace(
        "send_heartbeat",
        "if prev >= self.log.lastIncludedIndex:",
        "if prev >= self.log.lastIncludedIndex and not self.in_flight.get(follower):",
    )
