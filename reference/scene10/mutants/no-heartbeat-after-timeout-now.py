# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """After TimeoutNow a follower with a full window gets no heartbeat."""

    replace(
        "send_heartbeat",
        "if prev >= self.log.lastIncludedIndex:",
        "if prev >= self.log.lastIncludedIndex and self.lease_revoked_in != self.currentTerm:",
    )
