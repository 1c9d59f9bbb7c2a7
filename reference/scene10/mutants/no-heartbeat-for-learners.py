# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """Sends learners no heartbeat."""

    replace(
        "send_heartbeat",
        "if prev >= self.log.lastIncludedIndex:",
        "if prev >= self.log.lastIncludedIndex and follower in self.configuration().voters:",
    )
