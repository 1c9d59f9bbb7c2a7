# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """Tells commitIndex with heartbeats only."""

    replace("append_message", "entries, self.commitIndex)", "entries, 0 if entries else self.commitIndex)")
