# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """With CheckQuorum sends no heartbeat beside a full window."""

    replace("send_heartbeat", "if prev >=", "if not self.options.checkQuorum and prev >=")
