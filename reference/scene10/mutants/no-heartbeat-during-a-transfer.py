# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """While it hands over sends no heartbeat beside a full window."""

    replace("send_heartbeat", "if prev >=", "if self.transfer_target is None and prev >=")
