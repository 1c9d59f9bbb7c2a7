# caught by: test_heartbeat_is_sent_though_the_window_is_full
class Operations(Server):
    """In a joint configuration appends tell no commit index."""

    replace(
        "append_message",
        "entries, self.commitIndex",
        "entries, 0 if self.configuration().is_joint else self.commitIndex",
    )
