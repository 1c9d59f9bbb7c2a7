# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """Sends no heartbeat where the log is empty behind the snapshot."""

    replace("send_heartbeat", "prev >= self.log.lastIncludedIndex", "prev > self.log.lastIncludedIndex")
