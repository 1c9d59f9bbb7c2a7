# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """Takes the questions of scene 09 for its heartbeats."""

    replace(
        "send_heartbeat",
        "if prev >= self.log.lastIncludedIndex:",
        "if prev >= self.log.lastIncludedIndex and not self.options.reads:",
    )
