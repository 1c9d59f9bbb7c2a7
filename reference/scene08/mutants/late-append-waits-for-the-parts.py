# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Ignores appends that begin below its log while it holds parts of a snapshot."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and self.received[2]:\n    return\nif known > 0:",
    )
