# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """Its heartbeat asks for what is acknowledged: nothing that was lost is found."""

    replace("send_heartbeat", "prev = self.nextIndex[follower] - 1", "prev = self.matchIndex[follower]")
