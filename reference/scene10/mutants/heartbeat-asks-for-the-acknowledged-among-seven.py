# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """Among seven, heartbeats ask for what is acknowledged."""

    replace(
        "send_heartbeat",
        "prev = self.nextIndex[follower] - 1",
        "prev = (self.nextIndex[follower] - 1) if len(self.cluster) < 7 else self.matchIndex[follower]",
    )
