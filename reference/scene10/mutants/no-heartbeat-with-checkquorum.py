# caught by: test_window_is_filled
class Operations(Server):
    """With CheckQuorum sends no heartbeat beside a full window."""

    replace("send_heartbeat", "if prev >=", "if not self.options.checkQuorum and prev >=")
