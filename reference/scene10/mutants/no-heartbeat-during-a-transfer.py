# caught by: test_window_is_filled
class Operations(Server):
    """While it hands over sends no heartbeat beside a full window."""

    replace("send_heartbeat", "if prev >=", "if self.transfer_target is None and prev >=")
