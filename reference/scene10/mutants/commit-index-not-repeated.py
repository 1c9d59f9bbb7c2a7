# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """Sends no heartbeat to a follower with messages on their way."""

    replace(
        "send_heartbeat",
        "if prev >= self.log.lastIncludedIndex:",
        "if prev >= self.log.lastIncludedIndex and not self.in_flight.get(follower):",
    )
